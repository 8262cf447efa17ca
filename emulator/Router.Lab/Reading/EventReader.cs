using System;
using System.Collections.Generic;
using Router.Calico.Yaml;
using Router.Lab.Checks;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>Reads what happens in a lab and what must hold in it: faults and checks.</summary>
internal sealed class EventReader(YamlReader lab)
{
    private readonly ConfigReport _report = lab.Report;

    public List<LabFault> ReadFaults()
    {
        List<LabFault> faults = [];
        foreach (YamlNode item in lab.Items("faults", "a list of faults"))
        {
            if (LabReaders.Open(item, _report, "fault", LabSections.Fault) is { } reader && Fault(reader) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    public List<LabCheck> ReadChecks()
    {
        List<LabCheck> checks = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (YamlNode item in lab.Items("checks", "a list of checks"))
        {
            if (LabReaders.Open(item, _report, "check", LabSections.Check) is { } reader && Check(reader) is { } check)
            {
                checks.Add(check);
                if (!names.Add(check.Name))
                {
                    _report.Error(reader.Where("name"), $"two checks are named '{check.Name}'");
                }
            }
        }

        return checks;
    }

    private LabFault? Fault(YamlReader reader)
    {
        bool timed = reader.TryRequire("at", Formats.Duration, out Duration at);
        if (Kind(reader) is not { } kind)
        {
            return null;
        }

        bool onLink = kind is LabFaultKind.CarrierDown or LabFaultKind.CarrierUp or LabFaultKind.Impair;
        LabEndpoint link = default;
        string? node = null;
        bool placed = onLink
            ? reader.TryRequire("link", LabFormats.Endpoint, out link)
            : reader.TryRequire("node", Formats.Text, out node);
        (ImpairmentPatch forward, ImpairmentPatch backward) = ImpairReader.Read(reader);
        Duration? until = reader.Duration("for");
        if (until is not null && kind == LabFaultKind.Restart)
        {
            _report.Error(reader.Where("for"), "fault: a restart is not undone; use 'action: crash' with 'for'");
        }

        return !timed || !placed ? null : new LabFault
        {
            At = Instant.Zero + at,
            For = until,
            Kind = kind,
            Link = link,
            Node = node ?? string.Empty,
            Forward = forward,
            Backward = backward,
            Source = onLink ? reader.Where("link") : reader.Where("node"),
        };
    }

    private LabFaultKind? Kind(YamlReader reader)
    {
        int named = (reader.Has("carrier") ? 1 : 0) + (reader.Has("impair") ? 1 : 0) + (reader.Has("action") ? 1 : 0);
        if (named != 1)
        {
            _report.Error(reader.Mapping, "fault: what happens?",
                "one of 'carrier: down', 'carrier: up', 'impair: {…}', 'action: crash' or 'action: restart'");
            return null;
        }

        if (reader.Has("impair"))
        {
            return LabFaultKind.Impair;
        }

        return reader.Has("carrier")
            ? Word(reader, "carrier", ("down", LabFaultKind.CarrierDown), ("up", LabFaultKind.CarrierUp))
            : Word(reader, "action", ("crash", LabFaultKind.Crash), ("restart", LabFaultKind.Restart));
    }

    private static LabFaultKind? Word(
        YamlReader reader, string key, params (string Word, LabFaultKind Value)[] words) =>
        reader.TryGet(key, Formats.Word(words), out LabFaultKind kind) ? kind : null;

    private LabCheck? Check(YamlReader reader)
    {
        bool named = reader.TryRequire("name", Formats.Text, out string? name);
        if (!reader.TryRequire("expect", Formats.Text, out string? sentence) || !named)
        {
            return null;
        }

        if (!ExpectationParser.TryParse(sentence, out LabExpectation? expect))
        {
            _report.Error(reader.Where("expect"), $"check {name}: '{sentence}'", ExpectationParser.Forms);
            return null;
        }

        if (reader.Has("at") && (reader.Has("after") || reader.Has("within")))
        {
            _report.Error(reader.Where("at"), $"check {name}: 'at' is an exact time",
                "'at' alone, or 'after' with 'within'");
        }

        if (expect is not PingExpectation && !reader.Has("node"))
        {
            _report.Error(reader.Mapping, $"check {name}: 'node' is missing", "the node whose state is looked at");
        }

        return new LabCheck
        {
            Name = name!,
            After = Instant.Zero + (reader.Duration("at") ?? reader.Duration("after") ?? Duration.Zero),
            Within = reader.Duration("within") ?? Duration.Zero,
            Node = reader.Text("node") ?? string.Empty,
            Expect = expect,
            Source = reader.Where("expect"),
        };
    }
}
