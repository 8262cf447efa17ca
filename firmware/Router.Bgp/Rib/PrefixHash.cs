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
        ulong sum = _constant + (_length * prefix.Length);
        if (prefix.IsV4)
        {
            sum += _first * prefix.Address.V4.Value;
        }
        else
        {
            Ipv6Address address = prefix.Address.V6;
            sum += (_first * (uint)(address.High >> 32)) + (_second * (uint)address.High)
                + (_third * (uint)(address.Low >> 32)) + (_fourth * (uint)address.Low);
        }

        // The sum alone is linear: consecutive prefixes lie on a line, which for some keys folds onto few buckets.
        sum = (sum ^ (sum >> 32)) * 0x9e37_79b9_7f4a_7c15;
        return (uint)(sum >> 32);
    }
}
