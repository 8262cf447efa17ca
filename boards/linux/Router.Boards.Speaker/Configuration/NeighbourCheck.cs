using System.Collections.Generic;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Boards.Speaker.Configuration;

/// <summary>What the fields of a neighbour mean together, and neighbours beside each other.</summary>
internal static class NeighbourCheck
{
    public static void Check(IReadOnlyList<(NeighbourEntry Entry, YamlReader Reader)> neighbours)
    {
        var addresses = new HashSet<IpAddress>();
        var ranges = new HashSet<IpPrefix>();
        foreach ((NeighbourEntry entry, YamlReader reader) in neighbours)
        {
            // A value that could not be read has been reported, and means no more than that.
            CheckPlace(entry, reader);
            if (!reader.Has("asn") && entry.Peer.RemoteAs.IsZero)
            {
                Error(reader, "asn", "'asn' is missing", "asn: 65001, here or in defaults");
            }

            if (entry.Range is { } range && !ranges.Add(range))
            {
                Error(reader, "range", $"the range {range} stands twice", "each range once");
            }

            if (!entry.Peer.RemoteAddress.IsZero && !addresses.Add(entry.Peer.RemoteAddress))
            {
                Error(reader, "address", $"the address {entry.Peer.RemoteAddress} stands twice",
                    "one neighbour for each address");
            }

            if (reader.Has("ttl") && entry.Peer.MinTtl > 0)
            {
                Error(reader, "ttl", "'ttl' beside 'ttlSecurity'", "one of them: ttlSecurity sends with 255");
            }

            if (reader.Has("families") && reader.Items("families", string.Empty).Count == 0)
            {
                Error(reader, "families", "no family", "one of ipv4, ipv6, or both");
            }

            CheckAddresses(entry, reader);
        }
    }

    private static void CheckPlace(NeighbourEntry entry, YamlReader reader)
    {
        if (reader.Has("address") == reader.Has("range"))
        {
            string which = reader.Has("address") ? "both 'address' and 'range'" : "neither 'address' nor 'range'";
            Error(reader, "address", which,
                "address: 192.0.2.2, or range: 192.0.2.0/24 for whoever comes from there");
        }

        if (reader.Has("range") && reader.Has("name"))
        {
            Error(reader, "name", "'name' of a range", "no name: its peers are called by their addresses");
        }

        if (reader.Has("limit") && !reader.Has("range"))
        {
            Error(reader, "limit", "'limit' of a single neighbour", "it beside 'range' alone");
        }

        if (entry.Range is not null && reader.Has("passive") && !reader.Bool("passive", fallback: true))
        {
            Error(reader, "passive", "a range that is not passive",
                "passive: true, or nothing: a range cannot be dialled");
        }
    }

    private static void CheckAddresses(NeighbourEntry entry, YamlReader reader)
    {
        IpAddress remote = entry.Range?.Address ?? entry.Peer.RemoteAddress;
        IpAddress local = entry.Peer.LocalAddress;
        if (reader.Has("localAddress") && !remote.IsZero && !local.IsZero && local.IsV4 != remote.IsV4)
        {
            Error(reader, "localAddress", $"{local} cannot reach {remote}", "an address of the same family");
        }

        if (entry.Peer.RemoteAddress.IsLinkLocal && !remote.IsV4 && entry.Interface is null)
        {
            Error(reader, "address", $"{remote} is on every link", "interface: eth0 beside it");
        }
    }

    private static void Error(YamlReader reader, string key, string message, string expected) =>
        reader.Report.Error(reader.Where(key), $"{reader.Path}: {message}", expected);
}
