using System;

namespace Router.Firmware;

/// <summary>What the firmware says about itself.</summary>
internal static class HelpText
{
    public static string Version
    {
        get
        {
            Version version = typeof(HelpText).Assembly.GetName().Version ?? new Version();
            return $"router-firmware {version.ToString(3)} (.NET {Environment.Version})";
        }
    }

    public static string For(string program) =>
        $"""
        A board as a Calico node, on this machine's NICs.

        {program} run FILE           run the board of a run file until SIGTERM; SIGHUP reads the files again
        {program} run --check FILE   only read and check the files
        {program} --version
        {program} --help

        Exit code: 0 done, 1 refused or failed, 2 not understood.

        """;
}
