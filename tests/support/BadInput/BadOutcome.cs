namespace Router.Tests.Support;

/// <summary>What a speaker must do with an input.</summary>
public enum BadOutcome
{
    /// <summary>NOTIFICATION, and the session ends.</summary>
    Notification,

    /// <summary>The session ends without a word: the peer said it was over.</summary>
    Close,

    /// <summary>Treat-as-withdraw: the routes are gone, the session goes on (RFC 7606 §2).</summary>
    Withdraw,

    /// <summary>The routes are taken without the attribute at fault (RFC 7606 §2).</summary>
    Discard,

    /// <summary>The input is right, however odd.</summary>
    Accept,

    /// <summary>Nothing changes for anybody.</summary>
    Ignore,
}
