using System;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// TCP MD5 (RFC 2385) and least TTL (RFC 5082): our TCP on packet sockets against BIRD on the kernel's, which has
/// TCP_MD5SIG and IP_MINTTL. Both sides open in turn, and neither does when it may not.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class SecuredSessionTests
{
    private const string Higher = "192.168.101.203";
    private static readonly TimeSpan s_never = TimeSpan.FromSeconds(15);

    [TestCase(Cluster.Node01, Description = "our address sorts higher: we dial")]
    [TestCase(Higher, Description = "BIRD's sorts higher: it dials")]
    public void With_the_key_on_both_sides_blocks_are_exchanged(string birdAddress)
    {
        using BirdAndBoard pair = new(
            "bird2", false, birdAddress, reach: Password("walk-through"),
            resources: Peer(birdAddress, secret: "walk-through"));
        pair.WaitUntilExchanged();
        pair.Wire.Stop();

        // Every segment of either side bears the option, and tshark finds ours right too.
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count("tcp.port == 179"), Is.GreaterThan(8));
            Assert.That(pair.Wire.Count("tcp.port == 179 && !tcp.options.md5"), Is.Zero);
        });
    }

    [TestCase(Cluster.Node01, "walk-trough", "walk-through", null, Description = "the kernel drops our SYN")]
    [TestCase(Higher, "walk-trough", "walk-through", "signature_wrong")]
    [TestCase(Cluster.Node01, null, "walk-through", null, Description = "the kernel drops what we sign")]
    [TestCase(Higher, null, "walk-through", "signature_missing")]
    [TestCase(Cluster.Node01, "walk-through", null, null, Description = "the kernel drops what we do not sign")]
    [TestCase(Higher, "walk-through", null, "signature_unexpected")]
    public void With_a_wrong_or_missing_key_there_is_never_a_session(
        string birdAddress, string? birds, string? ours, string? counted)
    {
        using BirdAndBoard pair = new(
            "bird2", false, birdAddress, reach: Password(birds), resources: Peer(birdAddress, secret: ours));
        Eventually.Stays("no session", () => !pair.Bird.IsEstablished(BirdConfig.Protocol)
            && !pair.Board.IsEstablishedWith(birdAddress), s_never, pair.Picture);
        pair.Wire.Stop();

        // It was tried, and nobody got past the handshake.
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count("tcp.flags.syn == 1 && tcp.flags.ack == 0"), Is.Positive);
            Assert.That(pair.Wire.Count("tcp.len > 0"), Is.Zero);
            if (counted is not null)
            {
                // The SYNs of BIRD's dial.
                Assert.That(((RouterBoard)pair.Board).TcpDropped(counted), Is.Positive);
            }
        });
    }

    [TestCase(Cluster.Node01)]
    [TestCase(Higher)]
    public void Ttl_security_on_both_sides_comes_up_at_255(string birdAddress)
    {
        using BirdAndBoard pair = new(
            "bird2", false, birdAddress, reach: "direct; ttl security on;",
            resources: Peer(birdAddress, "ttlSecurity: 1"));
        pair.WaitUntilExchanged();
        pair.Wire.Stop();
        const string Ours = "tcp.port == 179 && ip.src == 192.168.101.202";
        Assert.That(pair.Wire.Count(Ours + " && ip.ttl == 255"), Is.GreaterThan(4));
        Assert.That(pair.Wire.Count(Ours + " && ip.ttl != 255"), Is.Zero);
    }

    [TestCase(Cluster.Node01)]
    [TestCase(Higher)]
    public void A_peer_that_sends_ttl_64_never_gets_past_tcp(string birdAddress)
    {
        using BirdAndBoard pair = new(
            "bird2", false, birdAddress, reach: "multihop;", resources: Peer(birdAddress, "ttlSecurity: 1"));
        Eventually.Stays("no session", () => !pair.Bird.IsEstablished(BirdConfig.Protocol), s_never, pair.Picture);
        pair.Wire.Stop();
        Assert.Multiple(() =>
        {
            Assert.That(((RouterBoard)pair.Board).TcpDropped("below_min_ttl"), Is.Positive);

            // BIRD's listener answers a SYN with TTL 255, so our OPEN may go out; nothing it says comes in.
            Assert.That(pair.Wire.BgpMessages(Cluster.Node02), Is.All.Match("^f{32}[0-9a-f]{4}01"));
            Assert.That(pair.Board.IsEstablishedWith(birdAddress), Is.False);
        });
    }

    private static string Password(string? password) =>
        "multihop;" + (password is null ? string.Empty : $" password \"{password}\";");

    // A global peering that names a node: the address that sorts lower waits, as in the mesh.
    private static string Peer(string address, string field = "", string? secret = null)
    {
        string password = secret is null ? string.Empty : "password: { secretKeyRef: { name: bgp, key: bird } }";
        string[] fields =
            [.. new[] { $"peerIP: {address}", "asNumber: 64512", field, password }.Where(one => one.Length > 0)];
        return $$"""
            ---
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: { name: bird }
            spec: { {{string.Join(", ", fields)}} }
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: bgp }
            stringData: { bird: {{secret ?? "unused"}} }
            """;
    }
}
