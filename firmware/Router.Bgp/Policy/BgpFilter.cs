using System.Collections.Generic;
using System.Text;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// A named list of rules. The first rule that matches and does not say "continue" decides; a route that none decides
/// goes on to the next filter of the policy. Hits are counted, so one object serves all peers that name the filter.
/// </summary>
public sealed class BgpFilter
{
    private readonly long[] _hits;
    private string? _text;

    public BgpFilter(string name, IReadOnlyList<BgpRule> rules)
    {
        Name = name;
        Rules = rules;
        _hits = new long[rules.Count];
    }

    public string Name { get; }

    public IReadOnlyList<BgpRule> Rules { get; }

    /// <summary>How often the rule with this index matched since the filter was made.</summary>
    public long Hits(int rule) => _hits[rule];

    /// <summary>All rules in words. Filters with the same text decide alike.</summary>
    public override string ToString()
    {
        if (_text == null)
        {
            StringBuilder text = new(Name);
            foreach (BgpRule rule in Rules)
            {
                text.Append("; ").Append(rule);
            }

            _text = text.ToString();
        }

        return _text;
    }

    /// <summary>The index of the deciding rule, or -1 when none decides.</summary>
    internal int Decide(IpPrefix prefix, in BgpPath path, in PathOctets octets, IBgpPolicyContext? context,
        EditBuilder edits, ref BgpRouteEdit edit)
    {
        for (int i = 0; i < Rules.Count; i++)
        {
            BgpRule rule = Rules[i];
            if (RuleMatcher.FirstMismatch(rule, prefix, path, octets, context) != BgpRuleField.None)
            {
                continue;
            }

            _hits[i]++;
            if (rule.Action == BgpRuleAction.Reject)
            {
                return i;
            }

            edits.Apply(rule, path, ref edit);
            if (rule.Action == BgpRuleAction.Accept)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="Decide"/>, with a line for each rule that was asked and without counting.</summary>
    internal int Explain(IpPrefix prefix, in BgpPath path, in PathOctets octets, IBgpPolicyContext? context,
        EditBuilder edits, ref BgpRouteEdit edit, List<BgpPolicyStep> steps)
    {
        for (int i = 0; i < Rules.Count; i++)
        {
            BgpRule rule = Rules[i];
            BgpRuleField failed = RuleMatcher.FirstMismatch(rule, prefix, path, octets, context);
            bool isMatch = failed == BgpRuleField.None;
            steps.Add(new BgpPolicyStep(Name, i, rule, isMatch, isMatch
                ? rule.ToString()
                : "no: " + BgpRuleText.Condition(rule, failed)));
            if (!isMatch)
            {
                continue;
            }

            if (rule.Action != BgpRuleAction.Reject)
            {
                edits.Apply(rule, path, ref edit);
            }

            if (rule.Action != BgpRuleAction.Continue)
            {
                return i;
            }
        }

        return -1;
    }
}
