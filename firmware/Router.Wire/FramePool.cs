using System;

namespace Router.Wire;

/// <summary>A frame pool over one managed array.</summary>
public sealed class FramePool : IFramePool
{
    public const int DefaultSlotSize = 2048;
    public const int DefaultHeadroom = 64;

    private readonly byte[] _memory;
    private readonly int[] _free;
    private readonly bool[] _rented;
    private int _available;

    public FramePool(int capacity, int slotSize = DefaultSlotSize, int headroom = DefaultHeadroom)
    {
        if (capacity <= 0 || headroom < DefaultHeadroom || slotSize <= headroom)
        {
            throw new ArgumentException(
                $"a pool needs slots, {DefaultHeadroom} octets of headroom and room for a frame: got " +
                $"{capacity} slots " +
                $"of {slotSize} octets with {headroom} octets of headroom");
        }

        SlotSize = slotSize;
        Headroom = headroom;
        Capacity = capacity;
        _memory = new byte[checked(capacity * slotSize)];
        _free = new int[capacity];
        _rented = new bool[capacity];
        for (int i = 0; i < capacity; i++)
        {
            _free[i] = capacity - 1 - i;
        }

        _available = capacity;
    }

    public int SlotSize { get; }

    public int Headroom { get; }

    public int Capacity { get; }

    public int Available => _available;

    public bool TryRent(out Frame frame)
    {
        if (_available == 0)
        {
            frame = default;
            return false;
        }

        int slot = _free[--_available];
        _rented[slot] = true;
        frame = new Frame(slot, Headroom, 0);
        return true;
    }

    public void Return(in Frame frame)
    {
        if (!_rented[frame.Slot])
        {
            throw new InvalidOperationException($"slot {frame.Slot} was returned twice");
        }

        _rented[frame.Slot] = false;
        _free[_available++] = frame.Slot;
    }

    public Octets Octets(in Frame frame) =>
        _memory.AsSpan((frame.Slot * SlotSize) + frame.Offset, frame.Length);

    public Octets Slot(in Frame frame) => _memory.AsSpan(frame.Slot * SlotSize, SlotSize);
}
