using System.Collections.Generic;
using System.IO;

namespace Router.Bench.Common;

/// <summary>What a reader must know of the machine to judge a number measured on it.</summary>
/// <param name="Cpu">The model's name, as the kernel tells it.</param>
/// <param name="Cores">Cores this process may use.</param>
/// <param name="Core">The core measured on.</param>
/// <param name="Caches">Such as "L1d 48 KiB", of that core, nearest first.</param>
/// <param name="Governor">How the kernel picks the clock rate; null where it does not say (virtual machines).</param>
/// <param name="Megahertz">The clock rate the kernel tells now; null where it does not.</param>
/// <param name="MemoryMiB">RAM.</param>
/// <param name="Hypervisor">True on a virtual machine: neighbours disturb, and caches may be smaller than told.</param>
/// <param name="Kernel">Name and release.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Native">Compiled ahead of time (NativeAOT); false: by the JIT, which starts slow.</param>
/// <param name="Vectors">Widest vectors the runtime uses, in bits.</param>
public sealed record Machine(
    string Cpu,
    int Cores,
    int Core,
    IReadOnlyList<string> Caches,
    string? Governor,
    double? Megahertz,
    long MemoryMiB,
    bool Hypervisor,
    string Kernel,
    string Runtime,
    bool Native,
    int Vectors)
{
    public void Print(TextWriter output)
    {
        output.WriteLine($"machine  {Cpu}{(Megahertz is { } mhz ? $", {mhz:0} MHz now" : "")}, {Cores} "
            + $"core{(Cores == 1 ? "" : "s")}, {string.Join(", ", Caches)}, {MemoryMiB} MiB of memory"
            + (Hypervisor ? ", virtual" : ""));
        output.WriteLine($"system   {Kernel}, clock governor {Governor ?? "not told"}; measured on core {Core}");
        string compiled = Native ? "compiled ahead of time" : "JIT: numbers are not final";
        output.WriteLine($"runtime  .NET {Runtime}, {compiled}"
            + $", vectors of {Vectors} bits");
    }
}
