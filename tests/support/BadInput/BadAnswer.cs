namespace Router.Tests.Support;

/// <summary>The answer that an RFC asks for.</summary>
public sealed record BadAnswer(BadOutcome Outcome)
{
    /// <summary>Of a NOTIFICATION (RFC 4271 §4.5).</summary>
    public byte Code { get; init; }

    public byte Subcode { get; init; }

    /// <summary>The data as hexadecimal; null where the RFC leaves them open.</summary>
    public string? Data { get; init; }

    /// <summary>The prefix that is there or gone afterwards.</summary>
    public string? Route { get; init; }

    /// <summary>The attribute that is discarded.</summary>
    public byte Attribute { get; init; }

    /// <summary>Octets that the route's UPDATE to a third speaker must hold, as hexadecimal.</summary>
    public string? Passed { get; init; }

    /// <summary>Octets that it must not hold.</summary>
    public string? Gone { get; init; }

    public bool SessionSurvives => Outcome is not (BadOutcome.Notification or BadOutcome.Close);

    public static BadAnswer Notify(byte code, byte subcode, string? data = "") =>
        new(BadOutcome.Notification) { Code = code, Subcode = subcode, Data = data };

    public static BadAnswer Close() => new(BadOutcome.Close);

    public static BadAnswer Withdraw(string route = BgpHex.Victim) => new(BadOutcome.Withdraw) { Route = route };

    public static BadAnswer Discard(byte attribute, string? gone = null) =>
        new(BadOutcome.Discard) { Route = BgpHex.Fresh, Attribute = attribute, Gone = gone };

    public static BadAnswer Accept(string? route = BgpHex.Fresh, string? passed = null, string? gone = null) =>
        new(BadOutcome.Accept) { Route = route, Passed = passed, Gone = gone };

    public static BadAnswer Ignore() => new(BadOutcome.Ignore);
}
