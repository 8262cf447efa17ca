namespace Router.Core;

/// <summary>A fixed store of waiting packets, strung into one list per neighbour.</summary>
internal sealed class PacketQueue
{
    private readonly Packet[] _packets;
    private readonly int[] _next;
    private int _free;

    public PacketQueue(int capacity)
    {
        _packets = new Packet[capacity + 1];
        _next = new int[capacity + 1];
        for (int i = capacity; i > 0; i--)
        {
            _next[i] = _free;
            _free = i;
        }
    }

    public bool IsFull => _free == 0;

    /// <summary>Received frames among the waiting.</summary>
    public int ReceivedFrames { get; private set; }

    public void Append(ref NeighbourEntry entry, in Packet packet)
    {
        int node = _free;
        _free = _next[node];
        _packets[node] = packet;
        _next[node] = 0;
        if (entry.QueueHead == 0)
        {
            entry.QueueHead = node;
        }
        else
        {
            _next[entry.QueueTail] = node;
        }

        entry.QueueTail = node;
        entry.QueueLength++;
        ReceivedFrames += packet.Received ? 1 : 0;
    }

    public bool TryTake(ref NeighbourEntry entry, out Packet packet)
    {
        int node = entry.QueueHead;
        if (node == 0)
        {
            packet = default;
            return false;
        }

        packet = _packets[node];
        entry.QueueHead = _next[node];
        entry.QueueLength--;
        _next[node] = _free;
        _free = node;
        ReceivedFrames -= packet.Received ? 1 : 0;
        return true;
    }
}
