using System;
using System.IO;
using System.Linq;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;

namespace Router.Boards.Speaker;

/// <summary>What <c>router bgp --check</c> prints: the plan that a start would follow.</summary>
internal static class SpeakerReport
{
    public static void Write(SpeakerFile file, TextWriter output)
    {
        output.WriteLine($"AS {file.Speaker.LocalAs}, router ID {file.Speaker.RouterId}");
        output.WriteLine("listens on " + (file.Listen.Count == 0 ? "nothing" : string.Join(", ", file.Listen)));
        foreach (NeighbourEntry entry in file.Neighbours)
        {
            BgpPeerOptions peer = entry.Peer;
            string port = peer.Port == BgpPeerOptions.DefaultPort || peer.Passive
                ? string.Empty
                : FormattableString.Invariant($" port {peer.Port}");
            string what = entry.Range is { } range
                ? FormattableString.Invariant($"range {range}, at most {entry.Limit}")
                : peer.Name == peer.RemoteAddress.ToString() ? $"peer {peer.Name}"
                : $"peer {peer.Name}: {peer.RemoteAddress}";
            string[] more =
            [
                $"AS {peer.RemoteAs}",
                peer.Passive ? "waits to be dialled" : "dials" + port,
                .. PeerPolicy.Words(entry, file.Speaker.LocalAs),
                .. peer.Password is null ? Array.Empty<string>() : ["password"],
                .. peer.MinTtl == 0 ? Array.Empty<string>() : ["TTL security"],
                .. entry.Bfd is null ? Array.Empty<string>() : ["BFD"],
            ];
            output.WriteLine($"{what}: {string.Join(", ", more)}");
        }

        output.WriteLine("originates " + (file.Originate.Count == 0
            ? "nothing"
            : string.Join(", ", file.Originate.Select(static prefix => prefix.ToString()))));
    }
}
