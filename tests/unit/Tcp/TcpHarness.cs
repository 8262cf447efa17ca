using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>
/// One stack and a scripted peer. Segments are written as text, relative to both initial sequence numbers:
/// <c>"SA 0:0 ack 1 win 1000 mss 1460"</c> is SYN,ACK; letters are S F R P A U, then sequence, payload length, options.
/// </summary>
internal sealed class TcpHarness : ITcpSink
{
    public static readonly Ipv4Address Us = Ipv4Address.Parse("192.0.2.1");
    public static readonly Ipv4Address Peer = Ipv4Address.Parse("192.0.2.2");
    public const uint PeerIss = 5_000_000;
    public const ushort PeerPort = 40_000;
    public const ushort OurPort = 179;

    private readonly Queue<byte[]> _sent = new();
    private ushort _ourPort = OurPort;

    public TcpHarness(TcpOptions? options = null, ulong seed = 1) =>
        Stack = new TcpStack(options ?? new TcpOptions(), seed);

    public TcpStack Stack { get; }

    public Instant Now { get; private set; } = new(1_000_000_000_000);

    public TcpHandle Handle { get; private set; }

    public List<TcpEvent> Events { get; } = [];

    public uint OurIss { get; private set; }

    public byte Tos { get; private set; }

    public byte Ttl { get; private set; }

    /// <summary>TTL with which the peer's segments arrive.</summary>
    public byte ArrivalTtl { get; set; } = 64;

    /// <summary>Signs what the peer sends.</summary>
    public TcpMd5Key? Key { get; set; }

    public byte[] LastSegment { get; private set; } = [];

    public TcpState State => Stack.Info(Handle).State;

    public TcpInfo Info => Stack.Info(Handle);

    public static TcpConnectOptions Plain(bool noDelay = true) => new()
    {
        WindowScaling = false,
        Timestamps = false,
        NoDelay = noDelay,
        Mss = 1000,
    };

    public static TcpListenOptions PlainListener(bool noDelay = true, int receiveBuffer = 65_535) => new()
    {
        WindowScaling = false,
        Timestamps = false,
        NoDelay = noDelay,
        Mss = 1000,
        ReceiveBuffer = receiveBuffer,
    };

    /// <summary>A passive connection in ESTABLISHED, peer window 10000 and MSS 1000 unless told.</summary>
    public static TcpHarness Accepted(
        TcpListenOptions? listen = null, string syn = "win 10000 mss 1000", TcpOptions? options = null)
    {
        var h = new TcpHarness(options);
        h.Stack.Listen(OurPort, listen ?? PlainListener());
        h.Receive("S 0:0 " + syn);
        h.Poll();
        h.TakeSyn();
        h.Receive("A 1:0 ack 1 " + syn.Split(" mss")[0]);
        h.Poll();
        Assert.That(h.State, Is.EqualTo(TcpState.Established));
        h.Events.Clear();
        h._sent.Clear();
        return h;
    }

    public static TcpHarness Connecting(TcpConnectOptions? connect = null, TcpOptions? options = null)
    {
        var h = new TcpHarness(options);
        h.Handle = h.Stack.Connect(Us, Peer, PeerPort, connect ?? Plain(), h.Now);
        h._ourPort = h.Info.LocalPort;
        h.Poll();
        h.TakeSyn();
        return h;
    }

    public void TakeSyn()
    {
        byte[] syn = _sent.Dequeue();
        Assert.That(TcpSegment.TryRead(syn, out TcpSegment view), Is.True);
        Assert.That(view.Has(TcpFlags.Syn), Is.True);
        OurIss = view.Sequence.Value;
    }

    public void Advance(Duration duration) => Now += duration;

    public void AdvanceMs(long milliseconds) => Now += Duration.FromMilliseconds(milliseconds);

    public void Poll() => Stack.Poll(Now, this);

    public void PollAfterMs(long milliseconds)
    {
        AdvanceMs(milliseconds);
        Poll();
    }

    /// <summary>Goes to the next deadline and polls there; says how long that was.</summary>
    public Duration PollNext()
    {
        Instant at = Stack.PollAt();
        Assert.That(at, Is.Not.EqualTo(Instant.Never), "nothing is scheduled");
        Duration waited = at > Now ? at - Now : Duration.Zero;
        Now = Instant.Max(Now, at);
        Poll();
        return waited;
    }

    public int Write(int length) => Stack.Send(Handle, Pattern(0, length), Now);

    public static byte[] Pattern(int from, int length)
    {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (byte)((from + i) * 7 + ((from + i) >> 8));
        }

        return data;
    }

    public byte[] ReadAll()
    {
        byte[] buffer = new byte[100_000];
        int count = Stack.Read(Handle, buffer, Now);
        return count > 0 ? buffer[..count] : [];
    }

    public void Receive(string text) => Stack.Receive(Peer, Us, ArrivalTtl, Build(text), Now);

    public void ReceiveAndPoll(string text)
    {
        Receive(text);
        Poll();
    }

    /// <summary>Asserts that exactly these segments left since last asked.</summary>
    public void Sends(params string[] expected)
    {
        string[] sent = _sent.Select(Describe).ToArray();
        _sent.Clear();
        Assert.That(sent, Is.EqualTo(expected));
    }

    public void ForgetSent() => _sent.Clear();

    public int SentCount => _sent.Count;

    public void SendSegment(Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment)
    {
        Assert.That((source, destination), Is.EqualTo((Us, Peer)));
        Assert.That(TcpSegment.TryRead(segment, out TcpSegment view), Is.True);
        Assert.That(view.ChecksumIsValid(source, destination), Is.True, "checksum");
        Tos = tos;
        Ttl = ttl;
        LastSegment = segment.ToArray();
        _sent.Enqueue(LastSegment);
    }

    public void OnEvent(TcpHandle h, TcpEvent e)
    {
        Events.Add(e);
        if (e is TcpEvent.Accepted)
        {
            Handle = h;
        }
    }

    public byte[] Build(string text, uint? ourIss = null)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] range = words[1].Split(':');
        int length = int.Parse(range[1], CultureInfo.InvariantCulture);
        int from = int.Parse(range[0], CultureInfo.InvariantCulture);
        long Value(string name, long missing)
        {
            int at = Array.IndexOf(words, name);
            return at < 0 ? missing : long.Parse(words[at + 1], CultureInfo.InvariantCulture);
        }

        var options = new TcpOptionSet
        {
            MaximumSegmentSize = (ushort)Value("mss", 0),
            HasWindowScale = words.Contains("ws"),
            WindowScale = (byte)Value("ws", 0),
            HasTimestamps = words.Contains("ts"),
            TimestampValue = (uint)Value("ts", 0),
            TimestampEcho = (uint)Value("ecr", 0),
            HasSignature = Key is not null,
        };
        TcpFlags flags = Flags(words[0]);
        byte[] area = new byte[40];
        int optionsLength = options.Write(area);
        byte[] segment = new byte[20 + optionsLength + length];
        new TcpHeader
        {
            SourcePort = PeerPort,
            DestinationPort = _ourPort,
            Sequence = new TcpSequence(PeerIss) + from,
            Acknowledgment = (flags & TcpFlags.Ack) != 0
                ? new TcpSequence(ourIss ?? OurIss) + (int)Value("ack", 0)
                : default,
            Flags = flags,
            Window = (ushort)Value("win", 10_000),
        }.Write(segment, optionsLength);
        area.AsSpan(0, optionsLength).CopyTo(segment.AsSpan(20));
        Pattern(from - 1, length).CopyTo(segment.AsSpan(20 + optionsLength));
        if (Key is not null)
        {
            new SegmentSigner().Sign(segment, Peer, Us, Key);
        }

        TcpHeader.WriteChecksum(segment, Peer, Us);
        return segment;
    }

    private static TcpFlags Flags(string letters)
    {
        TcpFlags flags = TcpFlags.None;
        foreach (char letter in letters)
        {
            flags |= letter switch
            {
                'S' => TcpFlags.Syn,
                'F' => TcpFlags.Fin,
                'R' => TcpFlags.Rst,
                'P' => TcpFlags.Psh,
                'A' => TcpFlags.Ack,
                'U' => TcpFlags.Urg,
                _ => TcpFlags.None,
            };
        }

        return flags;
    }

    /// <summary>
    /// Letters, relative sequence:length, relative acknowledgment; window and options are asked for by name.
    /// </summary>
    private string Describe(byte[] segment)
    {
        TcpSegment.TryRead(segment, out TcpSegment view);
        TcpFlags flags = view.Flags;
        string letters = string.Concat("SFRPAU".Where(c => (flags & Flags(c.ToString())) != 0));
        int sequence = view.Sequence - new TcpSequence(OurIss);
        string text = $"{letters} {sequence}:{view.Payload.Length}";
        return view.Has(TcpFlags.Ack) ? $"{text} ack {view.Acknowledgment - new TcpSequence(PeerIss)}" : text;
    }

    public TcpHeader LastHeader
    {
        get
        {
            TcpSegment.TryRead(LastSegment, out TcpSegment view);
            return TcpHeader.Read(view);
        }
    }

    public TcpOptionSet LastOptions
    {
        get
        {
            TcpSegment.TryRead(LastSegment, out TcpSegment view);
            return TcpOptionSet.Read(view.Options);
        }
    }
}
