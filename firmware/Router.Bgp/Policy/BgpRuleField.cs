namespace Router.Bgp;

/// <summary>The conditions of a rule, in the order in which they are looked at: the cheap ones first.</summary>
internal enum BgpRuleField : byte
{
    /// <summary>No condition failed: the rule matches.</summary>
    None,
    Prefix,
    Source,
    Peer,
    LocalPref,
    Med,
    PathLength,
    NextHop,
    OriginAs,
    NeighbourAs,
    ContainsAs,
    AsPath,
    Communities,
    AllCommunities,
    Interface,
}
