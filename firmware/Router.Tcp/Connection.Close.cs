using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>What an owner that has closed leaves behind (RFC 1122 §4.2.2.13).</summary>
internal sealed partial class Connection
{
    /// <summary>What the owner said at its close.</summary>
    public TcpRest Rest { get; private set; }

    public int Unread => Rest == TcpRest.Read ? _receiveRing?.Length ?? 0 : 0;

    /// <summary>When TIME-WAIT or an unattended FIN-WAIT-2 would end by itself; never for other connections.</summary>
    public Instant LingersUntil => _deadlines[(int)TimerKind.Linger];

    /// <summary>Nobody waits for this connection any more: it only keeps its place.</summary>
    public bool IsExpendable => (Ended && Told) || State is TimeWaitState
        || (State is FinWait2State && Rest != TcpRest.Read);

    /// <summary>The owner will not read again; what it has not read is not kept.</summary>
    public void StopReading(TcpRest rest)
    {
        Rest = rest;
        if (_receiveRing is { Length: > 0 })
        {
            DiscardText();
            AcknowledgeNow(); // the window opens
        }
    }

    /// <summary>Whether a segment brings octets for an owner that is gone.</summary>
    public bool Refuses(in Arrival arrival) => Rest == TcpRest.Refuse && !arrival.Payload.IsEmpty
        && arrival.Sequence + arrival.Payload.Length > ReceiveNext;

    /// <summary>Gives the buffers back.</summary>
    public void FreeBuffers()
    {
        _sendRing = null;
        _receiveRing = null;
        _reassembly.Clear();
    }

    /// <summary>The owner knows that the connection ended.</summary>
    public bool Told { get; set; }

    /// <summary>The last octets were read: nothing is left to wait for.</summary>
    public void UnreadTaken() => Disarm(TimerKind.Linger);

    /// <summary>Ended, but with octets the owner has not read yet: they stay for a while.</summary>
    public void KeepUnread(Instant now)
    {
        if (LingersUntil == Instant.Never)
        {
            Arm(TimerKind.Linger, now + _options.Unread);
        }
    }

    private void DiscardText()
    {
        if (Rest != TcpRest.Read && _receiveRing is { Length: > 0 } ring)
        {
            ring.Drop(ring.Length);
            _events &= ~(1 << (int)TcpEvent.Readable);
        }
    }
}
