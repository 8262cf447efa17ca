using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>One configured aggregate.</summary>
/// <param name="Prefix">What is announced while this speaker originates something inside it.</param>
/// <param name="SummaryOnly">The routes inside it that this speaker originates are announced to nobody.</param>
public sealed record BgpAggregateOptions(IpPrefix Prefix, bool SummaryOnly = false);

/// <summary>
/// Announces an aggregate while the speaker originates a more specific prefix (RFC 4271 §9.2.2.2). Only own routes
/// count: their paths are empty, so the aggregate's path loses no AS number and neither AS_SET (RFC 9774) nor
/// ATOMIC_AGGREGATE is called for; AGGREGATOR says who formed it (§5.1.7).
/// </summary>
/// <remarks>
/// Hand it every route change of the sink, and let <see cref="Apply"/> follow the speaker's Poll. For "summary only"
/// wrap the peers' policies with <see cref="Suppressing"/>.
/// </remarks>
public sealed class BgpAggregates
{
    private IReadOnlyList<BgpAggregateOptions> _options;
    private HashSet<IpPrefix>[] _inside;
    private bool[] _isAnnounced;
    private bool _isChanged;

    public BgpAggregates(IReadOnlyList<BgpAggregateOptions> options)
    {
        _options = options;
        _inside = new HashSet<IpPrefix>[options.Count];
        _isAnnounced = new bool[options.Count];
        for (int i = 0; i < _inside.Length; i++)
        {
            _inside[i] = [];
        }
    }

    /// <summary>True when <see cref="Apply"/> has something to do.</summary>
    public bool IsChanged => _isChanged;

    /// <summary>The Loc-RIB's choice for a prefix changed.</summary>
    public void OnRoute(in BgpRouteChange change)
    {
        bool isOwn = false;
        foreach (BgpPath path in change.Paths)
        {
            isOwn |= path.IsLocal;
        }

        for (int i = 0; i < _options.Count; i++)
        {
            IpPrefix aggregate = _options[i].Prefix;
            if (change.Prefix.Length > aggregate.Length && aggregate.Contains(change.Prefix)
                && (isOwn ? _inside[i].Add(change.Prefix) : _inside[i].Remove(change.Prefix)))
            {
                _isChanged |= _inside[i].Count > 0 != _isAnnounced[i];
            }
        }
    }

    /// <summary>Announces what has become an aggregate and withdraws what is none any more.</summary>
    public void Apply(BgpSpeaker speaker, Instant now)
    {
        for (int i = 0; _isChanged && i < _options.Count; i++)
        {
            bool isWanted = _inside[i].Count > 0;
            if (isWanted && !_isAnnounced[i])
            {
                speaker.Originate(_options[i].Prefix, Origination(speaker.Options), now);
            }
            else if (!isWanted && _isAnnounced[i])
            {
                speaker.WithdrawOrigination(_options[i].Prefix, now);
            }

            _isAnnounced[i] = isWanted;
        }

        _isChanged = false;
    }

    /// <summary>True while the aggregate of exactly this prefix is announced.</summary>
    public bool Announces(IpPrefix prefix)
    {
        bool announces = false;
        for (int i = 0; i < _options.Count; i++)
        {
            announces |= _isAnnounced[i] && _options[i].Prefix == prefix;
        }

        return announces;
    }

    /// <summary>
    /// Takes other aggregates, of which those that stay are not touched; policies are to be wrapped again.
    /// </summary>
    /// <param name="options">What is configured from now on.</param>
    /// <param name="own">What the speaker may originate itself; the table says what of it there is.</param>
    /// <param name="speaker">Whose aggregates they are.</param>
    /// <param name="now">The time.</param>
    public void Replace(
        IReadOnlyList<BgpAggregateOptions> options, IReadOnlyList<IpPrefix> own, BgpSpeaker speaker, Instant now)
    {
        BgpAggregates former = new(_options) { _inside = _inside, _isAnnounced = _isAnnounced };
        BgpAggregates next = new(options);
        for (int i = 0; i < former._options.Count; i++)
        {
            int at = next.Find(former._options[i].Prefix);
            if (at >= 0)
            {
                next._inside[at] = former._inside[i];
                next._isAnnounced[at] = former._isAnnounced[i];
            }
            else if (former._isAnnounced[i])
            {
                speaker.WithdrawOrigination(former._options[i].Prefix, now);
            }
        }

        (_options, _inside, _isAnnounced) = (next._options, next._inside, next._isAnnounced);
        for (int i = 0; i < options.Count; i++)
        {
            if (former.Find(options[i].Prefix) < 0)
            {
                Fill(i, own, speaker);
            }
        }
    }

    private int Find(IpPrefix prefix)
    {
        for (int i = 0; i < _options.Count; i++)
        {
            if (_options[i].Prefix == prefix)
            {
                return i;
            }
        }

        return -1;
    }

    // What is inside a new aggregate was told before there was one; other aggregates count, too.
    private void Fill(int index, IReadOnlyList<IpPrefix> own, BgpSpeaker speaker)
    {
        List<IpPrefix> candidates = [.. own];
        for (int i = 0; i < _options.Count; i++)
        {
            candidates.Add(_options[i].Prefix);
        }

        IpPrefix aggregate = _options[index].Prefix;
        foreach (IpPrefix prefix in candidates)
        {
            if (prefix.Length > aggregate.Length && aggregate.Contains(prefix)
                && speaker.Route(prefix) is { } route && IsOwn(route))
            {
                _inside[index].Add(prefix);
            }
        }

        _isChanged |= _inside[index].Count > 0;
    }

    private static bool IsOwn(BgpRouteView route)
    {
        bool isOwn = false;
        for (int i = 0; i < route.Selected; i++)
        {
            isOwn |= route.Paths[i].IsLocal;
        }

        return isOwn;
    }

    /// <summary>The policy, less the own routes that an aggregate stands for.</summary>
    public IBgpPolicy? Suppressing(IBgpPolicy? policy)
    {
        List<IpPrefix> summaries = [];
        foreach (BgpAggregateOptions option in _options)
        {
            if (option.SummaryOnly)
            {
                summaries.Add(option.Prefix);
            }
        }

        return summaries.Count == 0 ? policy : new SummaryPolicy(policy, summaries);
    }

    private static BgpOrigination Origination(BgpSpeakerOptions options) => new()
    {
        Aggregator = new BgpAggregator(options.LocalAs, new Ipv4Address(options.RouterId.Value)),
    };
}
