using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// A transport connection: what came in and is not whole yet, what is to go out. It outlives its session to say
/// goodbye.
/// </summary>
internal sealed class Connection
{
    private byte[] _partial = Array.Empty<byte>();
    private int _partialLength;

    public Connection(long id, Neighbour neighbour, Session? session, IpAddress local, bool isOutgoing)
    {
        Id = id;
        Neighbour = neighbour;
        Session = session;
        Local = local;
        IsOutgoing = isOutgoing;
    }

    public long Id { get; }

    public Neighbour Neighbour { get; }

    /// <summary>Null once the session has dropped the connection.</summary>
    public Session? Session { get; set; }

    public IpAddress Local { get; }

    /// <summary>We dialled it; the initiator decides collisions (RFC 4271 §6.8).</summary>
    public bool IsOutgoing { get; }

    public OutputQueue Output { get; } = new();

    /// <summary>The transport took less than offered; nothing is offered again before OnWritable.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>The transport has closed it: nothing can be said over it any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Not worth an orderly close: the other end is dead.</summary>
    public bool IsAborted { get; set; }

    /// <summary>A KEEPALIVE waits among the output; a second would say nothing more.</summary>
    public bool HasKeepalive { get; set; }

    /// <summary>A dropped connection that has not got rid of its output by then is aborted.</summary>
    public Instant AbortAt { get; set; } = Instant.Never;

    public long BufferOctets => _partial.Length + Output.Capacity;

    /// <summary>
    /// What a received message may have: who announces extended messages must take them (RFC 8654 §4).
    /// </summary>
    public int LargestMessage =>
        Neighbour.Options.ExtendedMessages ? BgpMessage.ExtendedMaxSize : BgpMessage.MaxSize;

    public ReadOnlySpan<byte> Partial => _partial.AsSpan(0, _partialLength);

    /// <summary>
    /// Keeps the start of a message until the rest arrives; returns the octets taken, at most to a full message.
    /// </summary>
    public int Append(ReadOnlySpan<byte> octets)
    {
        int taken = Math.Min(octets.Length, LargestMessage - _partialLength);
        if (_partialLength + taken > _partial.Length)
        {
            Array.Resize(ref _partial, Math.Min(LargestMessage, Math.Max(64, (_partialLength + taken) * 2)));
        }

        octets.Slice(0, taken).CopyTo(_partial.AsSpan(_partialLength));
        _partialLength += taken;
        return taken;
    }

    public void RemovePartial(int count)
    {
        _partial.AsSpan(count, _partialLength - count).CopyTo(_partial);
        _partialLength -= count;
    }
}
