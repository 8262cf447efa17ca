using System;
using System.Buffers.Binary;
using Router.Bench.Bgp.Feed;
using Router.Bench.Common;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Bench.Bgp.Testing;

/// <summary>One of the tester's sessions: just as much BGP as a well-behaved peer needs.</summary>
internal sealed class TesterPeer
{
    private readonly TcpEndpoint _local;
    private readonly TcpEndpoint _speaker;
    private readonly byte[] _open;
    private readonly byte[] _input;
    private TcpSocket _socket = new(-1);
    private ReadOnlyMemory<byte> _output;
    private int _inputLength;

    /// <param name="local">Its address; any port.</param>
    /// <param name="speaker">Whom it dials.</param>
    /// <param name="asn">Its AS.</param>
    /// <param name="inputSize">Octets that it reads at a time: the collector's are many.</param>
    public TesterPeer(IpAddress local, TcpEndpoint speaker, uint asn, int inputSize)
    {
        Name = local.ToString();
        _local = new TcpEndpoint(local, 0);
        _speaker = speaker;
        _open = PeerMessages.Open(asn, local.V4.Value);
        _input = new byte[inputSize];
    }

    public string Name { get; }

    public int Descriptor => _socket.Descriptor;

    public bool IsEstablished { get; private set; }

    /// <summary>Something is left of what was to be sent.</summary>
    public bool IsSending => _output.Length > 0;

    /// <summary>Where UPDATEs go; null throws them away.</summary>
    public PrefixWatch? Watch { get; set; }

    public void Dial()
    {
        var options = new TcpOptions(0, 0, 0);
        if (!TcpSocket.TryDial(_local, _speaker, options, null, out _socket, out string? reason))
        {
            throw new BenchException($"{Name} cannot dial: {reason}");
        }
    }

    /// <summary>The dial is decided: says OPEN, or false when nobody listened yet.</summary>
    public bool TryOpen()
    {
        if (_socket.DialError() is not null)
        {
            Close();
            return false;
        }

        _output = _open;
        Send();
        return true;
    }

    public void Begin(ReadOnlyMemory<byte> octets) => _output = octets;

    /// <summary>Sends what the socket takes; true when it took something.</summary>
    public bool Send()
    {
        if (_output.IsEmpty)
        {
            return false;
        }

        IoResult result = _socket.Send(_output.Span, out int taken);
        if (result == IoResult.Closed)
        {
            throw new BenchException($"{Name}: the speaker closed the session while it was fed");
        }

        _output = _output[taken..];
        return taken > 0;
    }

    /// <summary>Reads and handles what is there, once; true when there was something.</summary>
    public bool Receive()
    {
        IoResult result = _socket.Receive(_input.AsSpan(_inputLength), out int count);
        if (result == IoResult.Closed)
        {
            throw new BenchException($"{Name}: the speaker closed the session");
        }

        if (result == IoResult.WouldBlock)
        {
            return false;
        }

        // Some speakers hold small messages back until all before them are acknowledged.
        _socket.AcknowledgeAtOnce();
        _inputLength += count;
        int used = 0;
        while (_inputLength - used >= PeerMessages.HeaderSize)
        {
            ReadOnlySpan<byte> rest = _input.AsSpan(used, _inputLength - used);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[16..]);
            if (length > rest.Length)
            {
                break;
            }

            Handle(rest[18], rest[PeerMessages.HeaderSize..length]);
            used += length;
        }

        _input.AsSpan(used, _inputLength - used).CopyTo(_input);
        _inputLength -= used;
        return true;
    }

    public void Close()
    {
        _socket.Close();
        _socket = new TcpSocket(-1);
        IsEstablished = false;
    }

    private void Handle(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case PeerMessages.OpenType:
                _output = PeerMessages.Keepalive;
                Send();
                break;
            case PeerMessages.KeepaliveType:
                // Ours come when the speaker's do: its hold timer is as long as its own interval asks.
                if (IsEstablished && !IsSending)
                {
                    _output = PeerMessages.Keepalive;
                    Send();
                }

                IsEstablished = true;
                break;
            case PeerMessages.UpdateType:
                Watch?.OnUpdate(body);
                break;
            case PeerMessages.NotificationType:
                throw new BenchException($"{Name}: the speaker sent NOTIFICATION {body[0]}/{body[1]}");
            default:
                break;
        }
    }
}
