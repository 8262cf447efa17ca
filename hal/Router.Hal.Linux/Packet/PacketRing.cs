using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A TPACKET_V2 receive ring: a slot for each frame, handed over one by one, so that no frame waits for another.
/// </summary>
internal sealed unsafe class PacketRing(byte* memory, int frameSize, int frames)
{
    private int _head;

    private RingHeader* Head => (RingHeader*)(memory + ((nint)_head * frameSize));

    /// <summary>The oldest frame, which stays until <see cref="Release"/>.</summary>
    internal bool TryPeek(out RingFrame frame)
    {
        RingHeader* header = Head;

        // The kernel writes the status last: nothing may be read before it.
        uint status = Volatile.Read(ref header->Status);
        if ((status & 1) == 0)
        {
            frame = default;
            return false;
        }

        frame = new RingFrame((byte*)header + header->Mac, (int)header->Length, (int)header->Captured, status,
            header->VlanTci, header->VlanTpid);
        return true;
    }

    /// <summary>Gives the oldest slot back to the kernel.</summary>
    internal void Release()
    {
        Volatile.Write(ref Head->Status, 0);
        _head = _head + 1 == frames ? 0 : _head + 1;
    }
}
