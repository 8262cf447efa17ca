namespace Router.Cli.Commands.Flash;

/// <summary>What was asked for.</summary>
internal sealed record FlashOptions(
    string? Image, string? To, bool List, string? YesWrite, bool IsJson, bool HasJsonProgress, bool IsQuiet)
{
    internal const string Text = "text";
    internal const string Json = "json";
    internal const string Auto = "auto";
}
