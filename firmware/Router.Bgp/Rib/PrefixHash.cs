using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// A keyed hash of prefixes, so that a peer cannot choose prefixes that all fall into one bucket: multilinear hashing
/// of 32-bit words (Lemire and Kaser, 2014): whatever two prefixes are chosen without the keys, their sums are equal as
/// seldom as by chance.
/// </summary>
internal readonly struct PrefixHash
{
    private readonly ulong _constant;
    private readonly ulong _length;
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <param name="seed">Of the speaker: the same seed gives the same hashes.</param>
    public PrefixHash(ulong seed)
    {
        RandomStream keys = new(seed, "bgp.prefixes");
        _constant = keys.NextUInt64();
        _length = keys.NextUInt64();
        _first = keys.NextUInt64();
        _second = keys.NextUInt64();
        _third = keys.NextUInt64();
        _fourth = keys.NextUInt64();
    }

    public uint Of(IpPrefix prefix)
    {
        if (prefix.IsV4)
        {
            return Of(prefix.Address.V4.Value, prefix.Length);
        }

        Ipv6Address address = prefix.Address.V6;
        return Of(
            (uint)(address.High >> 32), (uint)address.High, (uint)(address.Low >> 32), (uint)address.Low,
            prefix.Length);
    }

    /// <summary>Of an IPv4 prefix.</summary>
    public uint Of(uint address, byte length) => Finish(_constant + (_length * length) + (_first * address));

    /// <summary>Of an IPv6 prefix, its address in words.</summary>
    public uint Of(uint first, uint second, uint third, uint fourth, byte length) => Finish(
        _constant + (_length * length) + (_first * first) + (_second * second) + (_third * third)
        + (_fourth * fourth));

    private static uint Finish(ulong sum)
    {
        // The sum alone is linear: consecutive prefixes lie on a line, which for some keys folds onto few buckets.
        sum = (sum ^ (sum >> 32)) * 0x9e37_79b9_7f4a_7c15;
        return (uint)(sum >> 32);
    }
}
