using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Bfd;
using Router.Bgp;
using Router.Calico.Run;
using Router.Node;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Boards;

/// <summary>BFD between two boards, and what BGP does by it (RFC 5882, RFC 9384).</summary>
public sealed class BoardBfdTests
{
    private static readonly RunBfd s_quick = new()
    {
        Peer = default,
        Interval = Duration.FromMilliseconds(100),
        Multiplier = 3,
    };

    [TestCase(false)]
    [TestCase(true)]
    public void A_cut_cable_ends_bgp_within_the_detection_time(bool multihop)
    {
        TwoBoards net = Established(s_quick with { IsMultihop = multihop });
        net.Carries = static _ => false;
        net.Run(Duration.FromMilliseconds(310));
        foreach (Board board in new[] { net.Node01, net.Node02 })
        {
            BgpPeerView peer = PeerOf(board);
            Assert.That((peer.State, peer.Reason), Is.EqualTo((BgpState.Idle, "BFD session down")));
        }

        Assert.That(net.Log.Where(entry => entry.Source == "bfd").Select(entry => (entry.Level, entry.Text)).Last(),
            Is.EqualTo((LogLevel.Warning, "192.168.101.201: Up -> Down (DetectionTimeExpired)")));

        net.Carries = null;
        net.Run(30);
        Assert.That((net.Session.State, net.Node02.Bfd.Sessions()[0].State),
            Is.EqualTo((BgpState.Established, BfdState.Up)));
        Assert.That(net.Node02.Host.Core.Counters.IsConserved());
    }

    /// <summary>RFC 9384 §3: whoever notices says so; the other side may have heard it from BFD first.</summary>
    [Test]
    public void Both_sides_say_cease_10()
    {
        TwoBoards net = Established(s_quick);

        // UDP from node01 is lost: 192.168.101.201 in the source address of the IPv4 header.
        net.Carries = static frame =>
            !(frame[12] == 8 && frame[13] == 0 && frame[23] == IpProtocol.Udp && frame[29] == 201);
        net.Run(Duration.FromMilliseconds(310));
        foreach (Board board in new[] { net.Node01, net.Node02 })
        {
            BgpNotificationRecord? sent = PeerOf(board).LastSent;
            Assert.That(sent, Is.Not.Null);
            Assert.That((sent!.Value.Code, sent.Value.Subcode),
                Is.EqualTo(((byte)BgpErrorCode.Cease, BgpSubcode.Cease.BfdDown)));
        }

        Assert.That(net.Node01.Bfd.Sessions()[0].Diagnostic, Is.EqualTo(BfdDiagnostic.NeighbourSignalledDown));
    }

    [Test]
    public void A_neighbour_without_bfd_is_a_neighbour()
    {
        var net = new TwoBoards(s_quick, onlyNode02: true);
        net.Run(120);
        Assert.That((net.Session.State, net.Node02.Bfd.Sessions()[0].State),
            Is.EqualTo((BgpState.Established, BfdState.Down)));
    }

    [Test]
    public void Other_timers_and_no_bfd_at_all_leave_bgp_alone()
    {
        TwoBoards net = Established(s_quick);
        Instant since = net.Session.Since;
        RunBfd own = s_quick with { Peer = TwoBoards.Address("192.168.101.201") };
        Apply(own with { Interval = Duration.FromMilliseconds(500), Multiplier = 5 });
        net.Run(5);
        BfdSessionView session = net.Node02.Bfd.Sessions().Single();
        Assert.That((session.State, session.TimesUp), Is.EqualTo((BfdState.Up, 1u)));
        Assert.That((session.TransmitInterval.Milliseconds, session.DetectionTime.Milliseconds),
            Is.EqualTo((500L, 1500L)), "the peer's multiplier and our interval");
        Assert.That(net.Node01.Bfd.Sessions().Single().DetectionTime.Milliseconds, Is.EqualTo(2500));

        Apply();
        net.Run(60);
        Assert.That(net.Node02.Bfd.Sessions(), Is.Empty);
        Assert.That(net.Node01.Bfd.Sessions().Single().State, Is.EqualTo(BfdState.Down));
        Assert.That((net.Session.State, net.Session.Since), Is.EqualTo((BgpState.Established, since)));

        void Apply(params RunBfd[] bfd) => net.Node02.ApplyConfiguration(
            new BoardConfiguration(net.Plan, net.Ports, [], bfd), net.Now);
    }

    [Test]
    public void The_console_shows_the_session()
    {
        TwoBoards net = Established(s_quick);
        using JsonDocument json = JsonDocument.Parse(Run(net, "show bfd sessions -o json"));
        JsonElement session = json.RootElement.EnumerateArray().Single();

        // FRR's names: show bfd peers json.
        Assert.That(session.GetProperty("peer").GetString(), Is.EqualTo("192.168.101.201"));
        Assert.That(session.GetProperty("status").GetString(), Is.EqualTo("up"));
        Assert.That(session.GetProperty("transmit-interval").GetInt64(), Is.EqualTo(100));
        Assert.That(session.GetProperty("detection-time").GetInt64(), Is.EqualTo(300));
        Assert.That(Run(net, "show bfd sessions"), Does.Match("192\\.168\\.101\\.201 +Up +[0-9.]+ +0\\.100 +0\\.300"));
    }

    private static string Run(TwoBoards net, string line)
    {
        var text = new System.Text.StringBuilder();
        net.Node02.Execute(line, net.Now).Poll(net.Now, text);
        return text.ToString();
    }

    private static BgpPeerView PeerOf(Board board) =>
        board.Speaker.Peers().Single(peer => peer.Establishments > 0);

    private static TwoBoards Established(RunBfd bfd)
    {
        var net = new TwoBoards(bfd);
        net.Run(20);
        Assert.That(net.Session.State, Is.EqualTo(BgpState.Established));
        Assert.That(net.Node02.Bfd.Sessions().Single().State, Is.EqualTo(BfdState.Up));
        return net;
    }
}
