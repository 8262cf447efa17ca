using System;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;

namespace Router.Hal.Linux;

/// <summary>
/// Messages for sendmmsg(2) in memory that the collector does not move. Each frame is copied once behind an empty
/// virtio
/// header: nothing is left to offload.
/// </summary>
internal sealed unsafe class TransmitBatch : IDisposable
{
    internal const int Capacity = 32;

    private readonly int _slotSize;
    private BatchMessage* _messages;

    internal TransmitBatch(int largestFrame)
    {
        _slotSize = (VirtioNetHeader.Size + largestFrame + 15) & ~15;
        nuint messages = (nuint)(Capacity * sizeof(BatchMessage));
        nuint vectors = (nuint)(Capacity * sizeof(IoVector));
        byte* memory = (byte*)NativeMemory.AllocZeroed(messages + vectors + (nuint)(Capacity * _slotSize));
        _messages = (BatchMessage*)memory;
        var vector = (IoVector*)(memory + messages);
        byte* slots = memory + messages + vectors;
        for (int i = 0; i < Capacity; i++)
        {
            vector[i].Base = slots + (i * _slotSize);
            _messages[i].Header.Vectors = vector + i;
            _messages[i].Header.VectorCount = 1;
        }
    }

    internal void Set(int index, OctetsIn frame)
    {
        IoVector* vector = _messages[index].Header.Vectors;
        frame.CopyTo(new Octets(vector->Base + VirtioNetHeader.Size, _slotSize - VirtioNetHeader.Size));
        vector->Length = (nuint)(VirtioNetHeader.Size + frame.Length);
    }

    /// <summary>
    /// Sends a run of the batch; returns how many the kernel took, or -1 with the error of the first.
    /// </summary>
    internal int Send(int descriptor, int first, int count)
    {
        int sent;
        do
        {
            sent = Libc.sendmmsg(descriptor, _messages + first, (uint)count, 0);
        }
        while (sent < 0 && Errno.Last == Errno.Eintr);

        return sent;
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        _messages = null;
    }
}
