namespace Router.Bgp;

/// <summary>Sizes of a speaker's tables.</summary>
public readonly record struct BgpMemory(
    int Prefixes, int Paths, int AttributeSets, long AttributeOctets, long TableOctets, long BufferOctets);
