using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Reading;
using Router.Lab.Topology;

namespace Router.Tests.Lab;

/// <summary>Reads labs in tests: from text, and from the files that the repository ships.</summary>
internal static class LabText
{
    /// <summary>Two boards on a bridge, with a pod: what other tests bend.</summary>
    public const string Good = """
        name: two
        nodes:
          a: { ports: { eth1: { addresses: [10.0.0.1/24] } } }
          b: { ports: { eth1: { addresses: [10.0.0.2/24] } } }
          lan: { kind: bridge }
        pods:
          p: { node: a, address: 172.16.0.5 }
        links:
          - endpoints: [a:eth1, lan:x]
          - endpoints: [b:eth1, lan:y]
        """;

    public static string Root
    {
        get
        {
            string? folder = TestContext.CurrentContext.TestDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Router.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder ?? throw new InvalidOperationException("Router.sln is in no folder above the tests");
        }
    }

    public static LabFile Read(string text)
    {
        ConfigReport report = new();
        LabFile? lab = LabReader.Read("lab.yaml", text, report);
        Assert.That(report.Errors, Is.Empty);
        return lab!;
    }

    public static string[] Errors(string text)
    {
        ConfigReport report = new();
        LabFile? lab = LabReader.Read("lab.yaml", text, report);
        Assert.That(lab, Is.Null);
        return report.Errors.Select(error => error.ToString()).ToArray();
    }

    internal sealed class Disk : IConfigFiles
    {
        public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
        {
            text = File.Exists(path) ? File.ReadAllText(path) : null;
            reason = text is null ? "no such file" : null;
            return text is not null;
        }
    }
}
