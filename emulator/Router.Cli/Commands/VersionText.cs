using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Router.Cli.Commands;

/// <summary>
/// What <c>router --version</c> prints: the version, and whether this is the native or the managed build.
/// </summary>
internal static class VersionText
{
    public static string Text
    {
        get
        {
            string version = typeof(VersionText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
            string build = RuntimeFeature.IsDynamicCodeSupported
                ? "managed build: no C linker when it was built"
                : "native build";
            return $"router {version} ({build}, .NET {Environment.Version})";
        }
    }

    public static void Install(RootCommand root)
    {
        VersionOption option = root.Options.OfType<VersionOption>().Single();
        option.Action = new PrintAction();
    }

    private sealed class PrintAction : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.WriteLine(Text);
            return 0;
        }
    }
}
