using System.Collections.Generic;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>Reads a topology file. Everything wrong with it is reported at its place, in one pass.</summary>
public static class LabReader
{
    /// <param name="path">As named on the command line; messages carry it.</param>
    /// <returns>The lab, or null when the report has errors.</returns>
    public static LabFile? Read(string path, string text, ConfigReport report)
    {
        IReadOnlyList<YamlNode> documents = YamlLoader.Load(path, text, report);
        if (report.HasErrors)
        {
            return null;
        }

        if (documents.Count != 1)
        {
            report.Error(documents.Count == 0
                ? new ConfigError(path, 0, 0, "the file is empty", "a lab with the keys name, nodes and links")
                : new ConfigError(path, documents[1].Line, documents[1].Column, "a second document", "one document"));
            return null;
        }

        LabFile? lab = LabReaders.Open(documents[0], report, string.Empty, LabSections.Lab) is { } reader
            ? Read(path, reader)
            : null;
        return report.HasErrors ? null : lab;
    }

    private static LabFile Read(string path, YamlReader reader)
    {
        reader.TryRequire("name", LabFormats.Name, out string? name);
        CalicoGeneration generation = reader.Get("generation", RunFormats.Generation, CalicoGeneration.Auto);
        NodeReader nodeReader = new(reader, generation);
        List<LabNode> nodes = nodeReader.ReadAll();
        WiringReader wiring = new(reader);
        EventReader events = new(reader);
        List<string> files = [];
        List<YamlNode> resources = [];
        foreach (YamlNode item in reader.Items("calico", "a list of file names and Calico resources"))
        {
            if (item is YamlScalar { IsNull: false } file)
            {
                files.Add(file.Value);
            }
            else
            {
                resources.Add(item);
            }
        }

        LabFile lab = new()
        {
            Path = path,
            Name = name ?? string.Empty,
            Time = reader.Get("time", LabFormats.Time, LabTimeMode.Virtual),
            Seed = reader.Get("seed", LabFormats.Seed, 1UL),
            Generation = generation,
            Timers = Timers(reader),
            Nodes = nodes,
            Pods = wiring.ReadPods(),
            Links = wiring.ReadLinks(),
            CalicoFiles = files,
            CalicoResources = resources,
            Faults = events.ReadFaults(),
            Checks = events.ReadChecks(),
        };
        RouteCheck.Check(lab, nodeReader.WrittenRoutes, reader.Report);
        return new LabValidator(reader).Validate(lab);
    }

    private static LabTimers Timers(YamlReader lab) =>
        LabReaders.Open(lab, "timers", LabSections.Timers) is not { } timers ? new LabTimers() : new LabTimers
        {
            ConnectDelay = Timer(timers, "connectDelay", LabFormats.Delay),
            ConnectRetry = Timer(timers, "connectRetry", LabFormats.Retry),
            ErrorWait = Timer(timers, "errorWait", LabFormats.Retry),
            HoldTime = Timer(timers, "holdTime", LabFormats.HoldTime),
            Keepalive = Timer(timers, "keepalive", LabFormats.Keepalive),
            GracefulRestart = Timer(timers, "gracefulRestart", LabFormats.RestartTime),
        };

    private static Duration? Timer(YamlReader timers, string key, ValueFormat<Duration> format) =>
        timers.TryGet(key, format, out Duration value) ? value : null;
}
