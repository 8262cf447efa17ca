using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Support;

/// <summary>
/// Our board between two cables to one namespace, where `router bench generate` sends into one and listens on the
/// other.
/// </summary>
internal sealed class TestTraffic : IDisposable
{
    private const string Metrics = "127.0.0.1:9100";

    private readonly Cleanup _made = new();
    private readonly NetNamespace _outside;
    private readonly NetNamespace _inside;
    private readonly Daemon _board;

    /// <param name="nic">The driver of both ports, in the run file's words.</param>
    public TestTraffic(string nic)
    {
        try
        {
            _outside = _made.Own(new NetNamespace("outside"));
            _inside = _made.Own(new NetNamespace("inside"));
            Veth.Connect(_inside, "a1", _outside, "a0");
            Veth.Connect(_inside, "b1", _outside, "b0");

            // The kernel outside is both neighbours: it answers ARP, and drops what is for nobody.
            _outside.Ip("addr", "add", "10.1.0.2/24", "dev", "a0");
            _outside.Ip("addr", "add", "10.2.0.2/24", "dev", "b0");
            Scratch files = _made.Own(new Scratch());
            files.Write(
                "cluster.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: Node
                metadata:
                  name: node
                spec:
                  bgp:
                    ipv4Address: 10.2.0.1/24

                """);
            files.Write(
                "run.yaml",
                $$"""
                node: node
                ports:
                  - name: in
                    nic: { {{nic}}, interface: a1 }
                    addresses: [10.1.0.1/24]
                  - name: out
                    nic: { {{nic}}, interface: b1 }
                    addresses: [10.2.0.1/24]
                routes:
                  - { to: 198.19.0.0/16, via: 10.2.0.2 }
                  - { to: 198.18.0.0/16, via: 10.1.0.2 }
                calico: [cluster.yaml]
                metrics: {{Metrics}}

                """);
            _board = _made.Own(_inside.Start(RouterBoard.Program, "run", files.PathOf("run.yaml")));
            Eventually.Holds(
                "the board serves its metrics",
                () => Scrape().Contains("router_frames_", StringComparison.Ordinal),
                TimeSpan.FromSeconds(60),
                () => _board.Log);
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public string Log => _board.Log;

    /// <summary>Frames that the kernel had no room for between the namespaces, both ways together.</summary>
    public long CableDrops => Statistic(_outside, "a0") + Statistic(_inside, "b1");

    /// <summary>Runs the generator; its report.</summary>
    public JsonElement Generate(params string[] arguments)
    {
        string mac = _inside.Must("cat", "/sys/class/net/a1/address").Trim();
        string[] all =
        [
            "bench", "generate", "a0", "--listen", "b0", "--to", mac, "--destination", "198.19.0.0/16", "--json",
            .. arguments,
        ];
        return JsonDocument.Parse(_outside.Must(RouterBoard.Program, all)).RootElement;
    }

    /// <summary>The sum over ports or reasons of one of the board's counters.</summary>
    public long Metric(string name) => Scrape().Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ')
        .Sum(line => (long)double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture));

    public void Dispose() => _made.Dispose();

    private static long Statistic(NetNamespace place, string name) => long.Parse(
        place.Must("cat", $"/sys/class/net/{name}/statistics/tx_dropped"), CultureInfo.InvariantCulture);

    // A new namespace has no tool for HTTP that every machine has, but bash opens connections.
    private string Scrape() => _inside.Try(
        "bash", "-c",
        $"exec 3<> /dev/tcp/{Metrics.Replace(':', '/')} && "
        + "printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3").Output;
}
