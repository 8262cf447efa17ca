using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// A frame pool in native memory, for devices that write into it themselves (AF_XDP) and for loops without bounds
/// checks. Belongs to one thread.
/// </summary>
public sealed unsafe class NativeFramePool : IPinnedFramePool, IDisposable
{
    private const int PageSize = 4096;

    private byte* _memory;
    private FreeSlots _slots;

    /// <param name="capacity">Slots.</param>
    /// <param name="slotSize">Octets in each: a power of two that divides a page or is divided by it, as a UMEM
    /// wants.</param>
    /// <param name="headroom">Octets before a received frame, at least 64.</param>
    public NativeFramePool(
        int capacity, int slotSize = FramePool.DefaultSlotSize, int headroom = FramePool.DefaultHeadroom)
    {
        if (capacity <= 0 || headroom < FramePool.DefaultHeadroom || slotSize <= headroom
            || (slotSize & (slotSize - 1)) != 0)
        {
            throw new ArgumentException(
                $"a pool needs slots of a power of two, {FramePool.DefaultHeadroom} octets of headroom and room for " +
                $"a frame: got {capacity} slots of {slotSize} octets with {headroom} octets of headroom");
        }

        SlotSize = slotSize;
        Headroom = headroom;
        Capacity = capacity;
        nuint size = (nuint)capacity * (nuint)slotSize;
        _memory = (byte*)NativeMemory.AlignedAlloc((size + PageSize - 1) & ~(nuint)(PageSize - 1), PageSize);
        NativeMemory.Clear(_memory, size);
        _slots = new FreeSlots(capacity);
    }

    ~NativeFramePool() => Free();

    public int SlotSize { get; }

    public int Headroom { get; }

    public int Capacity { get; }

    public int Available => _slots.Count;

    public nint Memory => (nint)_memory;

    public bool TryRent(out Frame frame)
    {
        bool any = _slots.TryRent(out int slot);
        frame = any ? new Frame(slot, Headroom, 0) : default;
        return any;
    }

    public void Return(in Frame frame) => _slots.Return(frame.Slot);

    public int Rent(Span<int> slots) => _slots.Rent(slots);

    public void Return(ReadOnlySpan<int> slots)
    {
        foreach (int slot in slots)
        {
            _slots.Return(slot);
        }
    }

    public Octets Octets(in Frame frame)
    {
        // Checked once here, for nothing below knows the slot's end.
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)frame.Slot, (uint)Capacity - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (ulong)(uint)frame.Offset + (uint)frame.Length, (ulong)SlotSize);
        return new Octets(Address(in frame), frame.Length);
    }

    public Octets Slot(in Frame frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)frame.Slot, (uint)Capacity - 1);
        return new Octets(_memory + ((nuint)frame.Slot * (nuint)SlotSize), SlotSize);
    }

    /// <summary>The first octet of a frame, unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Address(in Frame frame) =>
        _memory + ((nuint)(uint)frame.Slot * (nuint)(uint)SlotSize) + (uint)frame.Offset;

    /// <summary>The first octet of a slot, unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* SlotAddress(int slot) => _memory + ((nuint)(uint)slot * (nuint)(uint)SlotSize);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
