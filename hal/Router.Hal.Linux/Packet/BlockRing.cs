using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A TPACKET_V3 receive ring: blocks of frames one behind the other, handed over when full or when their time has come.
/// </summary>
internal sealed unsafe class BlockRing(byte* memory, int blockSize, int blocks)
{
    private int _block;
    private uint _left;
    private byte* _next;

    private BlockHeader* Block => (BlockHeader*)(memory + ((nint)_block * blockSize));

    /// <summary>The oldest frame, which stays until <see cref="Release"/>.</summary>
    internal bool TryPeek(out RingFrame frame)
    {
        while (_left == 0)
        {
            BlockHeader* block = Block;

            // The kernel writes the status last: nothing may be read before it.
            if ((Volatile.Read(ref block->Status) & 1) == 0)
            {
                frame = default;
                return false;
            }

            _left = block->Frames;
            _next = (byte*)block + block->First;
            if (_left == 0)
            {
                ReleaseBlock();
            }
        }

        var header = (BlockFrameHeader*)_next;
        frame = new RingFrame(_next + header->Mac, (int)header->Length, (int)header->Captured,
            header->Status & ~RingFrame.QueuedFlag, (ushort)header->VlanTci, header->VlanTpid);
        return true;
    }

    /// <summary>Gives up the oldest frame, and its block to the kernel with the last.</summary>
    internal void Release()
    {
        if (--_left == 0)
        {
            ReleaseBlock();
        }
        else
        {
            _next += ((BlockFrameHeader*)_next)->NextOffset;
        }
    }

    private void ReleaseBlock()
    {
        Volatile.Write(ref Block->Status, 0);
        _block = _block + 1 == blocks ? 0 : _block + 1;
    }
}
