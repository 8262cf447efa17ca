using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Machine;

/// <summary>An array of C strings that ends with a null, as argv.</summary>
internal sealed unsafe class NativeList : IDisposable
{
    private readonly int _count;

    public NativeList(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Start = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            Start[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
    }

    public byte** Start { get; }

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Start[i]);
        }

        NativeMemory.Free(Start);
    }
}
