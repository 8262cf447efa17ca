using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>Reads BlockAffinity.</summary>
internal static class BlockAffinityReader
{
    private static readonly string[] s_active = ["state", "node", "cidr", "deleted", "type"];

    // No state is what old versions wrote, and means confirmed.
    private static readonly ValueFormat<bool> s_confirmed = Formats.Word(("confirmed", true), (string.Empty, true),
        ("pending", false), ("pendingDeletion", false));

    private static readonly ValueFormat<bool> s_isHost = Formats.Word(("host", true), (string.Empty, true),
        ("virtual", false));

    public static BlockAffinity? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (SpecReader.Open(header, resource, report, s_active, []) is not { } spec
            || AddressFamily.SkipsIpv6(spec, "cidr", header))
        {
            return null;
        }

        bool valid = spec.TryRequire("cidr", Formats.Prefix, out Prefix cidr);
        valid &= spec.TryRequire("node", Formats.Text, out string? node);
        bool confirmed = spec.Get("state", s_confirmed, true) && spec.Get("type", s_isHost, true)
            && !spec.Bool("deleted", fallback: false);
        return valid ? new BlockAffinity(header) { Cidr = cidr, Node = node!, IsConfirmed = confirmed } : null;
    }
}
