namespace Router.Node.Console;

/// <summary>BIRD's <c>echo</c>. Whoever serves the connection does what it says; this only judges the words.</summary>
public static class BirdEcho
{
    public const string Word = "echo";

    /// <summary>True when the line is about echoing; <paramref name="isOn"/> then says which.</summary>
    public static bool TryRead(string line, out bool isOn)
    {
        string[] words = line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries);
        isOn = words is [Word, "all", ..];
        return isOn || words is [Word, "off"];
    }

    internal static ConsoleJob Start(ConsoleRequest request) =>
        request.Arguments is ["all"] or ["off"]
            ? CodedReply.Only(0, string.Empty)
            : CodedReply.Only(9001, "syntax error: echo all, or echo off");
}
