using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Filters in order, and what becomes of a route that none of them decides.</summary>
public sealed class FilterChain
{
    private readonly EditBuilder _edits = new();
    private readonly string _defaultName;
    private string? _text;

    /// <param name="filters">Asked in this order.</param>
    /// <param name="acceptsRest">What none decides is accepted, with the changes of rules that said "continue".</param>
    /// <param name="defaultName">How the last word is called where a verdict names it.</param>
    public FilterChain(IReadOnlyList<BgpFilter> filters, bool acceptsRest, string defaultName = "default")
    {
        Filters = filters;
        AcceptsRest = acceptsRest;
        _defaultName = defaultName;
    }

    /// <summary>Everything passes unchanged.</summary>
    public static FilterChain All { get; } = new(Array.Empty<BgpFilter>(), acceptsRest: true, "all");

    /// <summary>Nothing passes.</summary>
    public static FilterChain None { get; } = new(Array.Empty<BgpFilter>(), acceptsRest: false, "none");

    public IReadOnlyList<BgpFilter> Filters { get; }

    public bool AcceptsRest { get; }

    /// <summary>Nobody is asked.</summary>
    public bool PassesAll => Filters.Count == 0 && AcceptsRest;

    public bool Decide(IpPrefix prefix, in BgpPath path, IBgpPolicyContext? context, ref BgpRouteEdit edit)
    {
        bool? decision = Filters.Count == 0 ? null : Ask(prefix, path, context, ref edit);
        return decision ?? AcceptsRest;
    }

    /// <summary>The decision of the filters alone; null when none decides.</summary>
    public bool? Ask(IpPrefix prefix, in BgpPath path, IBgpPolicyContext? context, ref BgpRouteEdit edit)
    {
        _edits.Reset();
        PathOctets octets = new(path);
        for (int i = 0; i < Filters.Count; i++)
        {
            int rule = Filters[i].Decide(prefix, path, octets, context, _edits, ref edit);
            if (rule >= 0)
            {
                return Filters[i].Rules[rule].Action == BgpRuleAction.Accept;
            }
        }

        return null;
    }

    public BgpVerdict Explain(IpPrefix prefix, in BgpPath path, IBgpPolicyContext? context)
    {
        List<BgpPolicyStep> steps = [];
        if (ExplainFilters(prefix, path, context, steps) is { } verdict)
        {
            return verdict;
        }

        steps.Add(new BgpPolicyStep(_defaultName, 0, null, true, AcceptsRest ? "accept" : "reject"));
        return new BgpVerdict(AcceptsRest, _defaultName, steps);
    }

    /// <summary>The verdict of the filters alone; null, with the steps noted, when none decides.</summary>
    public BgpVerdict? ExplainFilters(IpPrefix prefix, in BgpPath path, IBgpPolicyContext? context,
        List<BgpPolicyStep> steps)
    {
        EditBuilder edits = new();
        BgpRouteEdit edit = default;
        PathOctets octets = new(path);
        foreach (BgpFilter filter in Filters)
        {
            int rule = filter.Explain(prefix, path, octets, context, edits, ref edit, steps);
            if (rule >= 0)
            {
                BgpRule decider = filter.Rules[rule];
                string name = decider.Name.Length == 0 ? string.Empty : " (" + decider.Name + ")";
                return new BgpVerdict(decider.Action == BgpRuleAction.Accept,
                    filter.Name + " rule " + (rule + 1).ToString(CultureInfo.InvariantCulture) + name, steps);
            }
        }

        return null;
    }

    /// <summary>Chains with the same text decide alike, unless they ask different contexts.</summary>
    public override string ToString()
    {
        if (_text == null)
        {
            StringBuilder text = new();
            foreach (BgpFilter filter in Filters)
            {
                text.Append('{').Append(filter).Append('}');
            }

            _text = text.Append(AcceptsRest ? " accept" : " reject").ToString();
        }

        return _text;
    }
}
