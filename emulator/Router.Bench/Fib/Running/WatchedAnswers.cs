using System.Runtime.InteropServices;

namespace Router.Bench.Fib.Running;

/// <summary>The answers that are right for an address while its route changes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct WatchedAnswers
{
    private readonly int _first;
    private readonly int _second;
    private readonly int _third;

    public bool Allow(int hop) => hop == _first || hop == _second || hop == _third;

    public override string ToString() => $"{_first}, {_second} or {_third}";
}
