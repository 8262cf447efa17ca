using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Console;
using Router.Lab.Engine;
using Router.Lab.Reading;
using Router.Node.Console;
using Router.Sim;
using Router.Tests.Lab;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>A lab in virtual time, and its commands as a client of the running lab would see them.</summary>
internal sealed class TestLab
{
    private readonly LabCommands _commands;

    public TestLab(string yaml, ulong? seed = null, bool fast = false)
    {
        Lab = new RunningLab(Configure(yaml), seed, fast);
        _commands = new LabCommands(Lab, () => IsDown = true);
    }

    public RunningLab Lab { get; }

    public Simulation Simulation => Lab.Simulation;

    public bool IsDown { get; private set; }

    /// <summary>The text of a shipped lab.</summary>
    public static string Shipped(string name = "walkthrough") =>
        File.ReadAllText(Path.Combine(LabText.Root, "emulator", "labs", name + ".yaml"));

    /// <summary>A shipped lab with every session up.</summary>
    public static TestLab Ready(string name = "walkthrough") => Ready(Shipped(name), 5);

    public static TestLab Ready(string yaml, int seconds)
    {
        var lab = new TestLab(yaml);
        lab.RunTo(seconds);
        Assert.That(lab.Lab.IsReady, "every session is up");
        return lab;
    }

    public static LabConfiguration Configure(string yaml)
    {
        var report = new ConfigReport();
        LabConfiguration? configuration = LabLoader.Load("lab.yaml", new OneFile(yaml), report);
        Assert.That(report.Errors.Select(error => error.ToString()), Is.Empty);
        return configuration!;
    }

    /// <summary>A shipped lab without its checks, so that a test can append what happens in it.</summary>
    public static string WithoutChecks(string name) => Shipped(name).Split("\nchecks:\n")[0] + "\n";

    public void RunTo(double seconds) =>
        Simulation.RunUntil(new Instant((long)(seconds * Duration.NanosecondsPerSecond)));

    public ConsoleJob Start(string command) => _commands.Execute(command, Simulation.Now);

    /// <summary>Runs a command to its end in virtual time.</summary>
    public (int ExitCode, string Text) Execute(string command)
    {
        ConsoleJob job = Start(command);
        var text = new StringBuilder();
        Instant limit = Simulation.Now + Duration.FromSeconds(300);
        while (!job.Poll(Simulation.Now, text))
        {
            Assert.That(Simulation.Now, Is.LessThan(limit), $"'{command}' has no end; so far it said: {text}");
            Simulation.Step();
        }

        return (job.ExitCode, text.ToString());
    }

    public string Text(string command) => Execute(command).Text;

    /// <summary>Lines of a table, without trailing blanks.</summary>
    public string[] Table(string command) =>
        Text(command).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToArray();

    public JsonElement Json(string command)
    {
        string text = Text(command);
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException e)
        {
            throw new AssertionException($"'{command}' printed no JSON: {e.Message}\n{text}");
        }
    }

    private sealed class OneFile(string content) : IConfigFiles
    {
        public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
        {
            (text, reason) = (content, string.Empty);
            return true;
        }
    }
}
