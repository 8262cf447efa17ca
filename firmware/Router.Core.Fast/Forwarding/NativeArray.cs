using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>Zeroed native memory that starts on a cache line; whoever asks for it frees it.</summary>
internal static unsafe class NativeArray
{
    public const int CacheLine = 64;

    public static T* New<T>(int count)
        where T : unmanaged
    {
        nuint size = (nuint)count * (nuint)sizeof(T);
        void* memory = NativeMemory.AlignedAlloc((size + CacheLine - 1) & ~(nuint)(CacheLine - 1), CacheLine);
        NativeMemory.Clear(memory, size);
        return (T*)memory;
    }

    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);
}
