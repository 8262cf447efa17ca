using System;
using System.IO;
using System.Linq;
using Router.Calico.Yaml;
using Router.Lab.Reading;

namespace Router.Cli.Lab;

/// <summary>Loads a lab file and tells the user what is wrong with it.</summary>
internal static class LabFiles
{
    private static readonly string[] s_patterns = ["*.lab.yaml", "*.lab.yml"];

    public static LabConfiguration? Load(string? file)
    {
        var report = new ConfigReport();
        LabConfiguration? configuration =
            LabLoader.Load(BuiltInLabs.Resolve(file ?? Discover()), new BuiltInLabs(), report);
        foreach (ConfigError warning in report.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        foreach (ConfigError error in report.Errors)
        {
            Console.Error.WriteLine($"error: {error}");
        }

        return configuration;
    }

    // The habit of lab tools: a topology in the current folder is meant when none is named.
    private static string? Discover()
    {
        string[] found = s_patterns.SelectMany(static pattern => Directory.GetFiles(".", pattern)).ToArray();
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new IOException($"several lab files here ({string.Join(", ", found)}): name one"),
        };
    }
}
