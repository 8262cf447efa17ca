using System;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Router.Benchmarks;

/// <summary>Picks benchmarks by BenchmarkDotNet's own options: <c>--filter *Lookup*</c>, <c>--list flat</c>.</summary>
internal static class Program
{
    /// <summary>0: every benchmark that was asked for has a result.</summary>
    private static int Main(string[] arguments)
    {
        // BenchmarkDotNet looks for this project below the current folder, and would write its results there too.
        string results = Path.GetFullPath("BenchmarkDotNet.Artifacts");
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        IConfig config = DefaultConfig.Instance.WithArtifactsPath(results);
        Summary[] summaries =
            [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config)];
        return summaries.All(static summary => !summary.HasCriticalValidationErrors
            && summary.BenchmarksCases.All(one => summary[one] is { Success: true })) ? 0 : 1;
    }
}
