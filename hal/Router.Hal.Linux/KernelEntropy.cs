using System;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>The kernel's random source, by getrandom(2): needs neither /dev nor a crypto library.</summary>
public sealed unsafe class KernelEntropy : IEntropy
{
    public void Fill(Span<byte> octets)
    {
        fixed (byte* start = octets)
        {
            int done = 0;
            while (done < octets.Length)
            {
                nint got = Libc.getrandom(start + done, (nuint)(octets.Length - done), 0);
                if (got > 0)
                {
                    done += (int)got;
                }
                else if (Errno.Last != Errno.Eintr)
                {
                    throw new InvalidOperationException("getrandom: " + Errno.Text(Errno.Last));
                }
            }
        }
    }
}
