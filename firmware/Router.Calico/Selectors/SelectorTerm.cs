using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Calico.Selectors;

/// <summary>One node of a selector expression.</summary>
internal abstract class SelectorTerm
{
    public abstract bool Matches(IReadOnlyDictionary<string, string> labels);
}

internal sealed class AllTerm : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) => true;
}

/// <summary><c>global()</c> matches resources without a namespace; nodes have none, and no label says so.</summary>
internal sealed class GlobalTerm : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) =>
        !labels.ContainsKey("projectcalico.org/namespace");
}

internal sealed class HasTerm(string label) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) => labels.ContainsKey(label);
}

internal sealed class NotTerm(SelectorTerm inner) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) => !inner.Matches(labels);
}

internal sealed class AndTerm(SelectorTerm left, SelectorTerm right) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) =>
        left.Matches(labels) && right.Matches(labels);
}

internal sealed class OrTerm(SelectorTerm left, SelectorTerm right) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) =>
        left.Matches(labels) || right.Matches(labels);
}

/// <summary>A test of a label's value; a label that is absent fails it.</summary>
internal sealed class ValueTerm(string label, ValueTest test, string value) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(label, out string? actual) && test switch
        {
            ValueTest.Equal => actual == value,
            ValueTest.Contains => actual.Contains(value, StringComparison.Ordinal),
            ValueTest.StartsWith => actual.StartsWith(value, StringComparison.Ordinal),
            _ => actual.EndsWith(value, StringComparison.Ordinal),
        };
}

internal sealed class InTerm(string label, IReadOnlyList<string> values) : SelectorTerm
{
    public override bool Matches(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(label, out string? actual) && values.Contains(actual, StringComparer.Ordinal);
}

internal enum ValueTest : byte
{
    Equal,
    Contains,
    StartsWith,
    EndsWith,
}
