using System.Text;

namespace Router.Hal.Linux.Native;

/// <summary>Text as the C library takes it: UTF-8 and a zero.</summary>
internal static class NativeText
{
    internal static byte[] Of(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
