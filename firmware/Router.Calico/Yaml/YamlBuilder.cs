using System;
using System.Collections.Generic;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Router.Calico.Yaml;

/// <summary>Turns the parser's events into nodes, within the limits.</summary>
internal sealed class YamlBuilder
{
    private readonly string _file;
    private readonly IParser _parser;
    private readonly ConfigReport _report;
    private readonly YamlLimits _limits;
    private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    public YamlBuilder(string file, IParser parser, ConfigReport report, YamlLimits limits)
    {
        _file = file;
        _parser = parser;
        _report = report;
        _limits = limits;
    }

    public void ReadAll(List<YamlNode> documents)
    {
        while (_parser.MoveNext())
        {
            if (_parser.Current is not DocumentStart)
            {
                continue;
            }

            // YAML 1.2 §6.9.2: an anchor lives as long as its document.
            _anchors.Clear();
            Advance();
            YamlNode document = Read(depth: 0);
            if (document is not YamlScalar { IsNull: true })
            {
                documents.Add(document);
            }
        }
    }

    private YamlNode Read(int depth)
    {
        ParsingEvent current = _parser.Current!;
        if (depth > _limits.Depth)
        {
            throw Fail(current, FormattableString.Invariant($"nested deeper than {_limits.Depth} levels"));
        }

        Count(current, 1);
        if (current is AnchorAlias alias)
        {
            return Expand(alias);
        }

        int before = _nodes;
        YamlNode node = current switch
        {
            Scalar scalar => new YamlScalar(_file, Line(current), Column(current), scalar.Value,
                scalar.Style == ScalarStyle.Plain),
            SequenceStart => ReadSequence(current, depth),
            MappingStart => ReadMapping(current, depth),
            _ => throw Fail(current, "not a value"),
        };

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = (node, _nodes - before + 1);
        }

        return node;
    }

    private YamlSequence ReadSequence(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        Advance();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Read(depth + 1));
            Advance();
        }

        return new YamlSequence(_file, Line(start), Column(start), items);
    }

    private YamlMapping ReadMapping(ParsingEvent start, int depth)
    {
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        Advance();
        while (_parser.Current is not MappingEnd)
        {
            ParsingEvent at = _parser.Current!;
            if (Read(depth + 1) is not YamlScalar key)
            {
                throw Fail(at, "a key that is not text");
            }

            Advance();
            YamlNode value = Read(depth + 1);
            Advance();
            if (seen.TryGetValue(key.Value, out YamlScalar? first))
            {
                // YAML 1.2 §3.2.1.3: keys are unique. Which one was meant is for the owner to say.
                _report.Error(new ConfigError(_file, Line(at), Column(at),
                    FormattableString.Invariant($"key {key.Describe()} again, first on line {first.Line}"),
                    "each key once"));
                continue;
            }

            seen.Add(key.Value, key);
            entries.Add(new YamlEntry(key, value));
        }

        return new YamlMapping(_file, Line(start), Column(start), entries);
    }

    // An anchor is known once its node is complete, so an alias to a node around itself is unknown here: no cycles.
    private YamlNode Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out (YamlNode Node, int Size) target))
        {
            throw Fail(alias, $"alias '*{alias.Value.Value}' without a complete '&{alias.Value.Value}' before it");
        }

        Count(alias, target.Size);
        return target.Node;
    }

    private void Count(ParsingEvent at, int nodes)
    {
        // Compared this way round the sum cannot overflow.
        if (nodes > _limits.Nodes - _nodes)
        {
            throw Fail(at, FormattableString.Invariant($"more than {_limits.Nodes} values after aliases are expanded"));
        }

        _nodes += nodes;
    }

    private void Advance()
    {
        if (!_parser.MoveNext())
        {
            throw new YamlException("the text ends in the middle of a value");
        }
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    private static YamlException Fail(ParsingEvent at, string message) => new(at.Start, at.End, message);
}
