using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>A speaker under test with one peer whose octets the test writes by hand.</summary>
internal sealed class ScriptedPeer : IBgpSink
{
    public const string Keepalive = "ffffffffffffffffffffffffffffffff001304";
    public const string EndOfRib = "ffffffffffffffffffffffffffffffff00170200000000";

    private readonly List<byte> _sent = [];
    private long _connection = 1;

    public ScriptedPeer(
        Func<BgpPeerOptions, BgpPeerOptions>? change = null, bool restarting = false, uint localAs = 64512,
        bool forwardingKept = true)
    {
        Speaker = new BgpSpeaker(new BgpSpeakerOptions
        {
            LocalAs = new Asn(localAs),
            RouterId = RouterId.Parse("192.168.101.202"),
            Restarting = restarting,
            ForwardingKept = restarting && forwardingKept,
        });
        BgpPeerOptions peer = new()
        {
            Name = "Mesh_192_168_101_201",
            RemoteAddress = Ipv4Address.Parse("192.168.101.201"),
            LocalAddress = Ipv4Address.Parse("192.168.101.202"),
            RemoteAs = new Asn(64512),
            Passive = true,
        };
        Speaker.AddPeer(change == null ? peer : change(peer), Now);
    }

    public BgpSpeaker Speaker { get; }

    public Instant Now { get; set; } = new(1_000_000_000);

    public bool IsClosed { get; private set; }

    public int Sends { get; private set; }

    public List<string> Routes { get; } = [];

    public long Connection => _connection;

    /// <summary>An OPEN of a peer with the identifier 192.168.101.201, capabilities as hex.</summary>
    public static string Open(string capabilities, int asn = 64512, int hold = 240, string id = "c0a865c9",
        int version = 4)
    {
        int length = capabilities.Length / 2;
        string parameters = length == 0 ? "00" : $"{length + 2:x2}02{length:x2}{capabilities}";
        int size = 28 + (parameters.Length / 2);
        return $"ffffffffffffffffffffffffffffffff{size:x4}01{version:x2}{asn:x4}{hold:x4}{id}{parameters}";
    }

    public static string Update(string withdrawn, string attributes, string nlri)
    {
        string body = $"{withdrawn.Length / 2:x4}{withdrawn}{attributes.Length / 2:x4}{attributes}{nlri}";
        return $"ffffffffffffffffffffffffffffffff{19 + (body.Length / 2):x4}02{body}";
    }

    public ScriptedPeer Accept()
    {
        IsClosed = false;
        bool taken = Speaker.OnAccepted(++_connection, Ipv4Address.Parse("192.168.101.202"),
            Ipv4Address.Parse("192.168.101.201"), 40000, Now);
        Assert.That(taken, Is.True, "the speaker takes the connection");
        Poll();
        return this;
    }

    /// <summary>Accepts and exchanges OPENs and KEEPALIVEs with the capabilities given.</summary>
    public ScriptedPeer Establish(string capabilities = "010400010001" + "4104" + "0000fc00", int asn = 64512)
    {
        Accept();
        Receive(Open(capabilities, asn));
        Receive(Keepalive);
        Assert.That(Speaker.Peer(0).State, Is.EqualTo(BgpState.Established), Speaker.Peer(0).Reason);
        Poll();
        _sent.Clear();
        return this;
    }

    public void Receive(string hex) => Receive(Convert.FromHexString(hex));

    public void Receive(ReadOnlySpan<byte> octets)
    {
        Speaker.OnReceived(_connection, octets, Now);
        Poll();
    }

    public void Poll()
    {
        for (int i = 0; i < 100 && Speaker.PollAt() <= Now; i++)
        {
            Speaker.Poll(Now, this);
        }

        Assert.That(Speaker.PollAt(), Is.GreaterThan(Now), "the speaker comes to rest");
    }

    /// <summary>Everything sent since the last call, as hex.</summary>
    public string Take()
    {
        string hex = Convert.ToHexString([.. _sent]).ToLowerInvariant();
        _sent.Clear();
        return hex;
    }

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl) =>
        Assert.Fail("a passive peer is never dialled");

    public void CancelConnect(int peer) => Assert.Fail("a passive peer is never dialled");

    public int Send(long connection, ReadOnlySpan<byte> octets)
    {
        Sends++;
        foreach (byte octet in octets)
        {
            _sent.Add(octet);
        }

        return octets.Length;
    }

    public void Close(long connection) => IsClosed |= connection == _connection;

    public void Abort(long connection) => IsClosed |= connection == _connection;

    public void OnRoute(in BgpRouteChange change) =>
        Routes.Add($"{change.Prefix} {(change.IsWithdrawn ? "gone" : change.Paths[0].NextHop.ToString())}");

    public void OnPeer(in BgpPeerChange change)
    {
    }
}
