using System;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>The text of a shutdown (RFC 9003) reaches the operator on the other side.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MatrixShutdownTests
{
    private const string Us = "10.99.0.1";
    private const string Them = "10.99.0.2";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    [TestCaseSource(typeof(BothWays), nameof(BothWays.Daemons))]
    public void Both_sides_show_what_the_other_said(string package)
    {
        using SpeakerPair pair = new(package, weDial: true);
        pair.WaitUntilExchanged();

        // OpenBGPD keeps it for its operator, the others log it.
        Assert.That(pair.Ours.Exec($"disable bgp {Them} moving to rack 7").ExitCode, Is.Zero);
        Eventually.Holds("they show it", () => (pair.Theirs.About(Us) + pair.Theirs.Log)
            .Contains("moving to rack 7", StringComparison.Ordinal), s_limit, pair.Picture);

        // OpenBGPD would not listen for half a minute.
        Assert.That(pair.Ours.Exec($"enable bgp {Them}").ExitCode, Is.Zero);
        pair.Theirs.Enable(Us);
        pair.WaitUntilExchanged();

        pair.Theirs.ShutDown(Us, "power goes at nine");
        Eventually.Holds("we have it", () => LastReceived(pair) is not null, s_limit, pair.Picture);
        JsonElement last = LastReceived(pair)!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(last.GetProperty("text").GetString(), Does.Contain("power goes at nine"));
            Assert.That((last.GetProperty("code").GetInt32(), last.GetProperty("subcode").GetInt32()),
                Is.EqualTo((6, 2)));
        });
    }

    private static JsonElement? LastReceived(SpeakerPair pair) =>
        pair.Ours.About(Them).TryGetProperty("lastNotificationReceived", out JsonElement last) ? last : null;
}
