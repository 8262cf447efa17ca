using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// Fragments of datagrams for the board itself, kept in their frames until all are there (RFC 791 §3.2, RFC 815 in
/// spirit). Bounded in datagrams, fragments and time. An overlap condemns the whole datagram (as RFC 5722 §4 does for
/// IPv6): no honest sender makes one.
/// </summary>
internal sealed class ReassemblyStore
{
    private readonly ReassemblyOptions _options;
    private readonly Context[] _contexts;
    private readonly Packet[] _packets;
    private readonly int[] _next;
    private int _free;

    public ReassemblyStore(ReassemblyOptions options, int poolCapacity)
    {
        _options = options;
        _contexts = new Context[options.Datagrams];
        int fragments = Math.Min(options.Fragments, Math.Max(poolCapacity / 4, 1));
        _packets = new Packet[fragments + 1];
        _next = new int[fragments + 1];
        for (int i = fragments; i > 0; i--)
        {
            _next[i] = _free;
            _free = i;
        }
    }

    public int HeldFrames { get; private set; }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>
    /// Takes a fragment. <paramref name="chain"/> is a list of packets to hand out with <see cref="TryTake"/>: the
    /// whole datagram in order, or what is refused.
    /// </summary>
    public FragmentResult Add(in Packet packet, Instant now, out int chain, out DropReason reason)
    {
        chain = 0;
        int start = packet.Ip.PayloadOffset;
        int length = packet.Ip.PayloadLength;
        bool last = !packet.Ip.MoreFragments;
        reason = DropReason.FragmentMalformed;
        if (length == 0 || (!last && (length & 7) != 0))
        {
            return FragmentResult.Refused;
        }

        // RFC 791: a datagram has at most 65,535 octets; fragments that add up to more are an old attack.
        reason = DropReason.ReassemblyTooLong;
        if (start + length + packet.Ip.HeaderLength > Ipv4Header.MaxTotalLength)
        {
            return FragmentResult.Refused;
        }

        reason = DropReason.ReassemblyFull;
        int at = Find(in packet.Ip);
        if (_free == 0 || (at < 0 && (at = FindFree()) < 0))
        {
            return FragmentResult.Refused;
        }

        ref Context context = ref _contexts[at];
        if (!context.InUse)
        {
            context = default;
            context.InUse = true;
            context.Ip = packet.Ip;
            context.Total = -1;
            context.Deadline = now + _options.Timeout;
            NextDeadline = Instant.Min(NextDeadline, context.Deadline);
        }

        FragmentResult result = Insert(ref context, in packet, start, length, last, out reason);
        if (result is FragmentResult.Complete or FragmentResult.Poisoned)
        {
            chain = context.Head;
            context = default;
            Rearm();
        }

        return result;
    }

    /// <summary>Takes the next packet off a chain; false at its end.</summary>
    public bool TryTake(ref int chain, out Packet packet)
    {
        if (chain == 0)
        {
            packet = default;
            return false;
        }

        int node = chain;
        packet = _packets[node];
        chain = _next[node];
        _next[node] = _free;
        _free = node;
        HeldFrames -= packet.Received ? 1 : 0;
        return true;
    }

    /// <summary>Looks at a packet of a chain and steps on, without taking it.</summary>
    public ref Packet Peek(ref int chain)
    {
        int node = chain;
        chain = _next[node];
        return ref _packets[node];
    }

    /// <summary>The datagram that has been incomplete for longest, if its time is up.</summary>
    public bool TryExpire(Instant now, out int chain)
    {
        chain = 0;
        if (now < NextDeadline)
        {
            return false;
        }

        return TryTakeOldest(except: -1, out chain);
    }

    /// <summary>
    /// Makes room for a fragment: the datagram that has been incomplete for longest, unless it is its own.
    /// </summary>
    public bool TryEvict(in Ipv4Header ip, out int chain) => TryTakeOldest(Find(in ip), out chain);

    private bool TryTakeOldest(int except, out int chain)
    {
        chain = 0;
        int oldest = -1;
        for (int i = 0; i < _contexts.Length; i++)
        {
            if (_contexts[i].InUse && i != except
                && (oldest < 0 || _contexts[i].Deadline < _contexts[oldest].Deadline))
            {
                oldest = i;
            }
        }

        if (oldest < 0)
        {
            return false;
        }

        chain = _contexts[oldest].Head;
        _contexts[oldest] = default;
        Rearm();
        return true;
    }

    private FragmentResult Insert(
        ref Context context, in Packet packet, int start, int length, bool last, out DropReason reason)
    {
        int end = start + length;
        reason = DropReason.FragmentOverlap;

        // Two different ends, or data beyond the end, contradict each other just as an overlap does.
        if ((last && ((context.Total >= 0 && context.Total != end) || end < context.Highest))
            || (!last && context.Total >= 0 && end >= context.Total))
        {
            return FragmentResult.Poisoned;
        }

        int previous = 0;
        int node = context.Head;
        while (node != 0 && _packets[node].Ip.PayloadOffset < start)
        {
            previous = node;
            node = _next[node];
        }

        if (IsDuplicate(in context, start, end))
        {
            reason = DropReason.FragmentDuplicate;
            return FragmentResult.Refused;
        }

        if ((previous != 0 && End(previous) > start) || (node != 0 && _packets[node].Ip.PayloadOffset < end))
        {
            return FragmentResult.Poisoned;
        }

        int added = _free;
        _free = _next[added];
        _packets[added] = packet;
        HeldFrames += packet.Received ? 1 : 0;
        _next[added] = node;
        if (previous == 0)
        {
            context.Head = added;
        }
        else
        {
            _next[previous] = added;
        }

        context.Octets += length;
        context.Highest = Math.Max(context.Highest, end);
        context.Total = last ? end : context.Total;
        return context.Total == context.Octets ? FragmentResult.Complete : FragmentResult.Held;
    }

    private bool IsDuplicate(in Context context, int start, int end)
    {
        for (int node = context.Head; node != 0; node = _next[node])
        {
            if (_packets[node].Ip.PayloadOffset == start)
            {
                return End(node) == end;
            }
        }

        return false;
    }

    private int End(int node) => _packets[node].Ip.PayloadOffset + _packets[node].Ip.PayloadLength;

    // RFC 791 §3.2: source, destination, protocol and identification name a datagram.
    private int Find(in Ipv4Header ip)
    {
        for (int i = 0; i < _contexts.Length; i++)
        {
            ref Context context = ref _contexts[i];
            if (context.InUse && context.Ip.Identification == ip.Identification && context.Ip.Source == ip.Source
                && context.Ip.Destination == ip.Destination && context.Ip.Protocol == ip.Protocol)
            {
                return i;
            }
        }

        return -1;
    }

    private int FindFree()
    {
        for (int i = 0; i < _contexts.Length; i++)
        {
            if (!_contexts[i].InUse)
            {
                return i;
            }
        }

        return -1;
    }

    private void Rearm()
    {
        Instant next = Instant.Never;
        foreach (ref readonly Context context in _contexts.AsSpan())
        {
            next = context.InUse ? Instant.Min(next, context.Deadline) : next;
        }

        NextDeadline = next;
    }

    private struct Context
    {
        public bool InUse;
        public Ipv4Header Ip;
        public Instant Deadline;
        public int Head;
        public int Octets;
        public int Highest;

        /// <summary>Payload of the whole datagram, -1 until the last fragment tells.</summary>
        public int Total;
    }
}
