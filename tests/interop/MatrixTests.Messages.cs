using System;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

// Rows about what goes over the wire: path identifiers, long messages, and everything once more.
public sealed partial class MatrixTests
{
    [Test]
    public void Two_paths_to_a_prefix_arrive_on_both_sides()
    {
        // RFC 7911. What each has from the other itself does not go back.
        _lab.Until("two paths each", () => _lab.FromUs(Shared).Count() == 2 && _lab.FromThem(Shared).Count() == 2);
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(Shared).Select(static path => path.AsPath),
                Is.EquivalentTo([$"{OurAs}", $"{OurAs} {ThirdAs}"]));
            Assert.That(_lab.FromThem(Shared).Select(static path => path.AsPath),
                Is.EquivalentTo([$"{TheirAs}", $"{TheirAs} {ThirdAs}"]));
        });
    }

    [Test]
    public void What_takes_a_long_message_goes_where_that_was_agreed()
    {
        // RFC 8654. Where it was not, the route is not told, and the session does not mind.
        _lab.Until("we have it", () => _lab.Ours.Paths(Heavy).Any());
        if (_hasLong)
        {
            _lab.Until("both have it from each other", () =>
                _lab.FromUs(Heavy).Any(HasAll) && _lab.FromThem(Heavy).Any(HasAll));
        }

        int expected = _hasLong ? 1 : 0;
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(Heavy).Count(), Is.EqualTo(expected));
            Assert.That(_lab.Wire.Count(FromUs + "bgp.length > 4096"), _hasLong ? Is.Positive : Is.Zero);
            Assert.That(_lab.Wire.Count(FromThem + "bgp.length > 4096"), _hasLong ? Is.Positive : Is.Zero);
        });

        // BIRD and our console, which does as it does, show no more than a line of them.
        static bool HasAll(SeenPath path) =>
            path.Communities.Count > 20 && s_heavy.Take(path.Communities.Count).SequenceEqual(path.Communities);
    }

    [Test]
    public void They_send_everything_again_when_we_ask()
    {
        int sessions = _lab.Establishments;
        (int Network, int Begin, int End) before = OnWire(FromThem, TheirNetInUpdate);
        Assert.That(_lab.Ours.Exec($"clear bgp {MatrixLab.Them} soft in").ExitCode, Is.Zero);
        if (package == BgpPeer.Openbgpd)
        {
            // Seen of OpenBGPD 7.7: it refuses everybody, BIRD too.
            const string Refusal = ": route refresh: AID IPv4 unicast not negotiated";
            _lab.Witness!.AskForRoutes(MatrixLab.Them);
            _lab.Until("it says so", () => _lab.Theirs.Log.Contains(MatrixLab.Us + Refusal, StringComparison.Ordinal)
                && _lab.Theirs.Log.Contains(MatrixLab.Third + Refusal, StringComparison.Ordinal));
        }
        else
        {
            _lab.Until("routes have come again", () => IsAgain(before, OnWire(FromThem, TheirNetInUpdate)));
        }

        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromThem(ThirdNet).ToArray(), Has.Length.EqualTo(1));
            Assert.That(_lab.Establishments, Is.EqualTo(sessions));
        });
    }

    [Test]
    public void We_send_everything_again_when_they_ask()
    {
        int sessions = _lab.Establishments;
        (int Network, int Begin, int End) before = OnWire(FromUs, OurNetInUpdate);
        _lab.Theirs.AskForRoutes(MatrixLab.Us);
        if (package == BgpPeer.Gobgp)
        {
            // Seen of GoBGP 3.10: it looks at what it has kept instead.
            Assert.That(_lab.Wire.Count(FromThem + "bgp.type == 5"), Is.Zero);
        }
        else
        {
            _lab.Until("asked and answered", () => IsAgain(before, OnWire(FromUs, OurNetInUpdate)));
        }

        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(ThirdNet).ToArray(), Has.Length.EqualTo(1));
            Assert.That(_lab.Establishments, Is.EqualTo(sessions));
        });
    }

    [Test]
    public void One_of_two_paths_is_withdrawn_by_its_identifier()
    {
        _lab.Until("two paths each", () =>
            _lab.FromUs(SharedForAWhile).Count() == 2 && _lab.FromThem(SharedForAWhile).Count() == 2);
        _lab.Theirs.Withdraw(SharedForAWhile);
        _lab.Until("one path is left from them", () =>
            _lab.FromThem(SharedForAWhile).Select(static path => path.AsPath).SequenceEqual([$"{TheirAs} {ThirdAs}"]));
        _lab.Witness!.Withdraw(SharedForAWhile);
        _lab.Until("ours alone is left there", () =>
            _lab.FromUs(SharedForAWhile).Select(static path => path.AsPath).SequenceEqual([$"{OurAs}"]));

        // What they have from the third instead is ours. Seen of GoBGP 3.10 and BIRD 1.6.8: they keep that to
        // themselves, and forget to withdraw what it replaces.
        if (package is not BgpPeer.Gobgp and not BgpPeer.Bird1)
        {
            _lab.Until("nothing is left of theirs", () => !_lab.FromThem(SharedForAWhile).Any());
        }
    }

    // RFC 7313 §4: between a beginning and an end where both have that.
    private bool IsAgain((int Network, int Begin, int End) before, (int Network, int Begin, int End) now) =>
        now.Network > before.Network
        && (_isEnhanced ? now.Begin > before.Begin && now.End > before.End : now.Begin + now.End == 0);

    /// <summary>How many frames have had a network, the mark of a beginning, and that of an end.</summary>
    private (int Network, int Begin, int End) OnWire(string way, string network)
    {
        string[] rows = [.. _lab.Wire.Fields(
            $"{way}(bgp.type == 5 || {network})", "bgp.route_refresh.subtype", "bgp.nlri_prefix")
            .Select(static row => string.Join(' ', row))];
        string prefix = network.Split(' ')[^1];
        return (rows.Count(row => row.Contains(prefix, StringComparison.Ordinal)), Marks('1'), Marks('2'));

        int Marks(char subtype) => rows.Count(row => row.Split(' ')[0].Contains(subtype, StringComparison.Ordinal));
    }
}
