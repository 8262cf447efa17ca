using BenchmarkDotNet.Running;

namespace Router.Benchmarks;

/// <summary>Picks benchmarks by BenchmarkDotNet's own options: <c>--filter *Lookup*</c>, <c>--list flat</c>.</summary>
internal static class Program
{
    private static void Main(string[] arguments) =>
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
}
