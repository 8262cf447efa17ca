using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Lab.Engine;
using Router.Lab.Machines;
using Router.Lab.Topology;
using Router.Node;
using Router.Node.Console;
using Router.Sim;

namespace Router.Lab.Console;

/// <summary>The tables of <c>lab ps</c> and <c>lab links</c>.</summary>
public static class LabTables
{
    public static string Nodes(RunningLab lab) => TextTable.Plain(
        ["NAME", "KIND", "ADDRESS", "SESSIONS", "STATE"], Rows(lab).ToArray());

    public static string NodesJson(RunningLab lab) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (string[] row in Rows(lab))
        {
            json.WriteStartObject();
            json.WriteString("name", row[0]);
            json.WriteString("kind", row[1]);
            json.WriteString("address", row[2]);
            json.WriteString("sessions", row[3]);
            json.WriteString("state", row[4]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Links(RunningLab lab) => TextTable.Plain(
        ["LINK", "CARRIER", "FRAMES", "LOST", "FRAMES-BACK", "LOST-BACK", "IMPAIRMENT"],
        lab.Simulation.Links.Select(static link => new[]
        {
            link.Name, link.Carrier ? "up" : "down", Number(link.Forward.Counters.Delivered),
            Number(link.Forward.Counters.TotalDropped), Number(link.Backward.Counters.Delivered),
            Number(link.Backward.Counters.TotalDropped), Describe(link),
        }).ToArray());

    public static string LinksJson(RunningLab lab) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (Link link in lab.Simulation.Links)
        {
            json.WriteStartObject();
            json.WriteString("name", link.Name);
            json.WriteBoolean("carrier", link.Carrier);
            json.WriteNumber("delivered", link.Forward.Counters.Delivered);
            json.WriteNumber("lost", link.Forward.Counters.TotalDropped);
            json.WriteNumber("deliveredBackward", link.Backward.Counters.Delivered);
            json.WriteNumber("lostBackward", link.Backward.Counters.TotalDropped);
            json.WriteString("impairment", Describe(link));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string LogJson(LabHost host) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (LogEntry entry in host.Log)
        {
            json.WriteStartObject();
            json.WriteNumber("nanoseconds", entry.At.Nanoseconds);
            json.WriteString("level", entry.Level.ToString().ToLowerInvariant());
            json.WriteString("source", entry.Source);
            json.WriteString("text", entry.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>What a report's times mean and what repeats it, and how its boards booted.</summary>
    public static string Footer(RunningLab lab) => string.Create(CultureInfo.InvariantCulture,
        $"\nlab {lab.File.Name}: time {TimeOf(lab.File)}, {lab.Simulation.Now} s, seed {lab.Simulation.Seed}\n");

    /// <summary>The time mode of a lab that people talk to, with the boot profiles of its machines.</summary>
    public static string TimeOf(LabFile lab)
    {
        string[] profiles = [.. lab.Nodes.Where(static node => node.Hardware is not null)
            .Select(static node => node.Hardware!.Boot.ToString().ToLowerInvariant()).Distinct().Order()];
        return profiles.Length == 0 ? "paced" : "real, boot " + string.Join(" and ", profiles);
    }

    private static IEnumerable<string[]> Rows(RunningLab lab)
    {
        foreach (LabNode node in lab.File.Nodes)
        {
            string address = node.Ports.SelectMany(static port => port.Addresses).Select(static a => a.ToString())
                .FirstOrDefault() ?? "-";
            string state = lab.Simulation.IsAlive(lab.Network.IdOf(node.Name)) ? "running" : "crashed";
            string sessions = "-";
            if (lab.Find(node.Name) is LabBoard board)
            {
                (int up, int expected) = lab.Sessions(board);
                sessions = string.Create(CultureInfo.InvariantCulture, $"{up}/{expected}");
                state = state == "running" && up < expected ? "converging" : state;
            }

            if (lab.FindMachine(node.Name) is { } machine)
            {
                (int up, int expected) = lab.MachineSessions.Of(machine);
                sessions = string.Create(CultureInfo.InvariantCulture, $"{up}/{expected}");
                state = state != "running" ? "off"
                    : machine.State == LabMachineState.Running && up < expected ? "converging"
                    : machine.State.ToString().ToLowerInvariant();
                state += " (" + machine.Profile + ")";
            }

            yield return [node.Name, node.Kind.ToString().ToLowerInvariant(), address, sessions, state];
        }

        foreach (LabPod pod in lab.File.Pods)
        {
            yield return [pod.Name, "pod", pod.Address + "/32", "-", $"on {pod.Node} by {pod.Interface}"];
        }
    }

    private static string Describe(Link link)
    {
        string forward = ImpairmentText.Describe(link.Forward.Impairment);
        string backward = ImpairmentText.Describe(link.Backward.Impairment);
        return forward == backward ? forward : $"{forward} / {backward}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
