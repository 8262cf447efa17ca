using System;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>Reads IPPool and applies libcalico's checks to it.</summary>
internal static class IpPoolReader
{
    private const int SmallestBlockSize = 20;
    private const int LargestBlockSize = 32;

    private static readonly string[] s_active =
        ["cidr", "blockSize", "ipipMode", "vxlanMode", "disabled", "disableBGPExport"];

    // The board assigns no addresses, so what steers assignment asks nothing of it.
    private static readonly InactiveField[] s_inactive =
    [
        new("natOutgoing", "false"), new("nodeSelector", SpecReader.Any), new("namespaceSelector", SpecReader.Any),
        new("allowedUses", SpecReader.Any), new("assignmentMode", SpecReader.Any), new("ipip"),
        new("nat-outgoing", "false"),
    ];

    private static readonly ValueFormat<EncapsulationMode> s_mode = Formats.Word(("Never", EncapsulationMode.Never),
        ("Always", EncapsulationMode.Always), ("CrossSubnet", EncapsulationMode.CrossSubnet));

    public static IpPool? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (SpecReader.Open(header, resource, report, s_active, s_inactive) is not { } spec
            || AddressFamily.SkipsIpv6(spec, "cidr", header)
            || !spec.TryRequire("cidr", Formats.Prefix, out Prefix cidr))
        {
            return null;
        }

        var pool = new IpPool(header)
        {
            Cidr = cidr,
            BlockSize = spec.Integer("blockSize", SmallestBlockSize, LargestBlockSize) ?? 26,
            Ipip = spec.Get("ipipMode", s_mode, EncapsulationMode.Never),
            Vxlan = spec.Get("vxlanMode", s_mode, EncapsulationMode.Never),
            Disabled = spec.Bool("disabled", fallback: false),
            DisableBgpExport = spec.Bool("disableBGPExport", fallback: false),
        };
        Check(pool, spec);
        return pool;
    }

    private static void Check(IpPool pool, YamlReader spec)
    {
        if (pool.Ipip != EncapsulationMode.Never && pool.Vxlan != EncapsulationMode.Never)
        {
            spec.Report.Error(spec.Where("vxlanMode"), $"{pool.Header}: ipipMode and vxlanMode are both on",
                "one of them Never");
        }

        if (pool.Vxlan != EncapsulationMode.Never)
        {
            spec.Report.Warning(spec.Where("vxlanMode"),
                $"{pool.Header}: vxlanMode is not implemented: the pool is not reachable from this board");
        }

        if (pool.Cidr.Length > pool.BlockSize && !pool.Disabled)
        {
            spec.Report.Error(spec.Where("cidr"),
                FormattableString.Invariant(
                    $"{pool.Header}: {pool.Cidr} is smaller than one block of /{pool.BlockSize}"),
                FormattableString.Invariant($"a prefix of at most /{pool.BlockSize}, or a larger blockSize"));
        }

        // RFC 3927 §2.7: link-local addresses are not routed.
        Prefix linkLocal = Prefix.Containing(Ipv4Address.CalicoGateway, 16);
        if (pool.Cidr.Contains(linkLocal) || linkLocal.Contains(pool.Cidr))
        {
            spec.Report.Error(spec.Where("cidr"),
                $"{pool.Header}: {pool.Cidr} overlaps the link-local range {linkLocal}",
                "a prefix outside it");
        }
    }
}
