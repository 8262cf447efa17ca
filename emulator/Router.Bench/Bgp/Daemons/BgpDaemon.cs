using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Router.Bench.Common;
using Router.Lab.Qemu.Host;

namespace Router.Bench.Bgp.Daemons;

/// <summary>A contestant: how it is configured and started.</summary>
internal abstract class BgpDaemon
{
    public const string Ours = "router";
    public const string Bird = "bird";

    public abstract string Name { get; }

    /// <summary>Writes its configuration into the folder and says what to start.</summary>
    public abstract Contestant Prepare(DaemonSetup setup, Scratch folder);

    /// <param name="options">Which contestants are wanted.</param>
    public static IReadOnlyList<BgpDaemon> Of(BgpOptions options) =>
        options.WithoutBird ? [new RouterDaemon(options.Router)] : [new BirdDaemon(), new RouterDaemon(options.Router)];

    /// <summary>Debian's BIRD 2, unpacked from its package.</summary>
    private sealed class BirdDaemon : BgpDaemon
    {
        public override string Name => Bird;

        public override Contestant Prepare(DaemonSetup setup, Scratch folder)
        {
            var text = new StringBuilder();
            text.Append($"router id {DaemonSetup.Address};\nprotocol device {{}}\n");

            // Next hops of internal peers are looked up; those of external ones are on the link.
            text.Append("protocol direct { ipv4; }\nprotocol static { ipv4;\n");
            text.AppendJoin(string.Empty, setup.Originated.Select(static prefix => $"  route {prefix} blackhole;\n"));
            text.Append("}\n");
            for (int i = 0; i < setup.Neighbours.Count; i++)
            {
                DaemonNeighbour neighbour = setup.Neighbours[i];
                string export = neighbour.Export
                    ? "export where source = RTS_BGP || source = RTS_STATIC"
                    : "export none";
                text.Append($"protocol bgp p{i} {{ local {DaemonSetup.Address} as {DaemonSetup.Asn}; "
                    + $"neighbor {neighbour.Address} as {neighbour.Asn}; passive on; "
                    + $"ipv4 {{ import {(neighbour.Import ? "all" : "none")}; {export}; }}; }}\n");
            }

            File.WriteAllText(folder["bird.conf"], text.ToString());
            return new Contestant(Name, DebianPackages.File("bird2", "usr/sbin/bird"),
                ["-f", "-c", folder["bird.conf"], "-s", folder["bird.ctl"], "-P", folder["bird.pid"]]);
        }
    }

    /// <summary>This program, as <c>router bgp</c>.</summary>
    private sealed class RouterDaemon(string? program) : BgpDaemon
    {
        public override string Name => Ours;

        public override Contestant Prepare(DaemonSetup setup, Scratch folder)
        {
            var text = new StringBuilder();
            text.Append($"bgp:\n  asn: {DaemonSetup.Asn}\n  listen: [{DaemonSetup.Address}:179]\n");
            text.Append($"  originate: [{string.Join(", ", setup.Originated)}]\n  neighbors:\n");
            foreach (DaemonNeighbour neighbour in setup.Neighbours)
            {
                text.Append($"    - {{ address: {neighbour.Address}, asn: {neighbour.Asn}, passive: true, "
                    + $"import: {(neighbour.Import ? "all" : "none")}, "
                    + $"export: {(neighbour.Export ? "all" : "none")} }}\n");
            }

            File.WriteAllText(folder["bgp.yaml"], text.ToString());
            return program is null
                ? Programs.Self(Name, "bgp", folder["bgp.yaml"])
                : new Contestant(Name, program, ["bgp", folder["bgp.yaml"]]);
        }
    }
}
