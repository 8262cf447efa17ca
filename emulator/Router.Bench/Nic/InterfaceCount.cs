using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>The kernel's counters of an interface in the calling thread's network.</summary>
/// <param name="Received">Frames that came in.</param>
/// <param name="Transmitted">Frames that went out.</param>
/// <param name="TransmitDropped">Frames that the far end of a veth had no room for.</param>
internal readonly record struct InterfaceCount(long Received, long Transmitted, long TransmitDropped)
{
    public static InterfaceCount Read(string name)
    {
        foreach (string line in File.ReadLines("/proc/thread-self/net/dev"))
        {
            // NAME: 8 columns of what was received, then 8 of what was sent.
            string[] words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 12 && words[0] == name)
            {
                return new(Number(words[2]), Number(words[10]), Number(words[12]));
            }
        }

        throw new BenchException($"the kernel tells nothing of the interface {name}");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
