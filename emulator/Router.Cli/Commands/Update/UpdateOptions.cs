namespace Router.Cli.Commands.Update;

/// <summary>What was asked for on the command line.</summary>
internal sealed record UpdateOptions(
    string Host, string? Image, string Token, int Port, int Patience, bool IsOlderAllowed, bool IsJson);
