using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Router.Core.Fast;

/// <summary>Asks for a cache line that will be wanted soon; nothing where the processor has no such hint.</summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
