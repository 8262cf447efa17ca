namespace Router.Tests.Interop.Peers;

/// <summary>Lines of a configuration that are there or not.</summary>
internal static class Lines
{
    public static string[] If(bool isThere, params string[] lines) => isThere ? lines : [];
}
