using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Router.Images.Host;

namespace Router.Tests.Interop.Support;

/// <summary>
/// Two hosts, each the kernel of a namespace, with a router between them: our board by a kind of NIC, or the kernel.
/// </summary>
internal sealed class ForwardingPath : IDisposable
{
    private const string Left = "192.168.101.201";
    private const string Right = "10.99.0.2";

    private readonly Cleanup _made = new();
    private readonly NetNamespace _left;
    private readonly NetNamespace _right;
    private readonly Daemon _server;
    private readonly Func<string> _picture = static () => string.Empty;

    /// <param name="nic">What stands in the run file before the interface, such as "kind: xdp"; null: the
    /// kernel.</param>
    /// <param name="workers">Of the board; 0: its loop alone.</param>
    public ForwardingPath(string? nic, int workers = 0)
    {
        try
        {
            _left = _made.Own(new NetNamespace("left"));
            NetNamespace router = _made.Own(new NetNamespace("router"));
            _right = _made.Own(new NetNamespace("right"));
            Veth.Connect(_left, "eth0", router, "fw0", Math.Max(1, workers));
            Veth.Connect(_right, "eth0", router, "fw1", Math.Max(1, workers));
            Host(_left, Left, Cluster.Node02);
            Host(_right, Right, "10.99.0.1");
            if (nic is null)
            {
                router.Ip("addr", "add", Cluster.Node02 + "/24", "dev", "fw0");
                router.Ip("addr", "add", "10.99.0.1/24", "dev", "fw1");
                router.Must("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
            }
            else
            {
                Daemon board = StartBoard(router, nic, workers);
                _picture = () => board.Log;
            }

            _server = _made.Own(_right.Start(HostTool.Find("iperf3", "iperf3"), "-s", "--forceflush"));
            Eventually.Holds("the hosts reach each other", () => _left.Try("ping", "-c1", "-W1", Right).ExitCode == 0,
                TimeSpan.FromSeconds(60), () => _picture() + _server.Log);
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    /// <summary>Runs iperf3 from left to right and returns the end of its report.</summary>
    public JsonElement Iperf(int seconds, params string[] arguments)
    {
        string time = seconds.ToString(CultureInfo.InvariantCulture);
        ProcessResult result = _left.Try(TimeSpan.FromSeconds(seconds + 60), HostTool.Find("iperf3", "iperf3"),
            ["-J", "-c", Right, "-t", time, .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{result.Command}\n{result.Both}\n{_picture()}");
        }

        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.GetProperty("end").Clone();
    }

    /// <summary>Packets that a host's kernel found to have a wrong checksum: IP, TCP and UDP.</summary>
    public long BadChecksums() => BadChecksums(_left) + BadChecksums(_right);

    public string Picture() => _picture();

    public void Dispose() => _made.Dispose();

    private static void Host(NetNamespace host, string address, string router)
    {
        host.Ip("addr", "add", address + "/24", "dev", "eth0");
        host.Ip("route", "add", "default", "via", router);
    }

    // /proc/net/snmp: for each protocol a line of names and a line of numbers.
    private static long BadChecksums(NetNamespace host)
    {
        string[] lines = host.Must("cat", "/proc/net/snmp").Split('\n');
        long sum = 0;
        foreach ((string protocol, string counter) in (ReadOnlySpan<(string, string)>)
            [("Ip:", "InHdrErrors"), ("Tcp:", "InCsumErrors"), ("Udp:", "InCsumErrors")])
        {
            string[][] rows = [.. lines.Where(line => line.StartsWith(protocol, StringComparison.Ordinal))
                .Select(line => line.Split(' '))];
            sum += long.Parse(rows[1][Array.IndexOf(rows[0], counter)], CultureInfo.InvariantCulture);
        }

        return sum;
    }

    private Daemon StartBoard(NetNamespace router, string nic, int workers)
    {
        Scratch scratch = _made.Own(new Scratch());
        scratch.Write("cluster.yaml", Cluster.Resources(Cluster.Node01));
        scratch.Write("run.yaml",
            $$"""
            node: node02
            ports:
              - name: left
                nic: { {{nic}}, interface: fw0 }
                addresses: [{{Cluster.Node02}}/24]
              - name: right
                nic: { {{nic}}, interface: fw1 }
                addresses: [10.99.0.1/24]
            calico: [cluster.yaml]
            workers: {{workers}}

            """);
        return _made.Own(router.Start(RouterBoard.Program, "run", scratch.PathOf("run.yaml")));
    }
}
