using System;

namespace Router.Wire;

/// <summary>A frame pool over one managed array.</summary>
public sealed class FramePool : IFramePool
{
    public const int DefaultSlotSize = 2048;
    public const int DefaultHeadroom = 64;

    private readonly byte[] _memory;
    private FreeSlots _slots;

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
        _slots = new FreeSlots(capacity);
    }

    public int SlotSize { get; }

    public int Headroom { get; }

    public int Capacity { get; }

    public int Available => _slots.Count;

    public bool TryRent(out Frame frame)
    {
        bool any = _slots.TryRent(out int slot);
        frame = any ? new Frame(slot, Headroom, 0) : default;
        return any;
    }

    public void Return(in Frame frame) => _slots.Return(frame.Slot);

    public Octets Octets(in Frame frame) =>
        _memory.AsSpan((frame.Slot * SlotSize) + frame.Offset, frame.Length);

    public Octets Slot(in Frame frame) => _memory.AsSpan(frame.Slot * SlotSize, SlotSize);
}
