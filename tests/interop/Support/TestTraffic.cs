using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Router.Images.Host;

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
    private readonly Scratch _files;
    private readonly string _runFile;

    /// <param name="nic">The driver of both ports, in the run file's words.</param>
    /// <param name="workers">Of the board; 0: its loop alone.</param>
    public TestTraffic(string nic, int workers = 0)
    {
        try
        {
            _outside = _made.Own(new NetNamespace("outside"));
            _inside = _made.Own(new NetNamespace("inside"));
            Veth.Connect(_inside, "a1", _outside, "a0", Math.Max(1, workers));
            Veth.Connect(_inside, "b1", _outside, "b0", Math.Max(1, workers));

            // The kernel outside is both neighbours: it answers ARP, and drops what is for nobody.
            _outside.Ip("addr", "add", "10.1.0.2/24", "dev", "a0");
            _outside.Ip("addr", "add", "10.2.0.2/24", "dev", "b0");
            _files = _made.Own(new Scratch());
            _files.Write(
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
            _runFile = $$"""
                node: node
                ports:
                  - name: in
                    nic: { {{nic}}, interface: a1 }
                    addresses: [10.1.0.1/24]
                  - name: out
                    nic: { {{nic}}, interface: b1 }
                    addresses: [10.2.0.1/24]
                calico: [cluster.yaml]
                metrics: {{Metrics}}
                control: node.sock
                workers: {{workers}}
                routes:
                  - { to: 198.19.0.0/16, via: 10.2.0.2 }
                  - { to: 198.18.0.0/16, via: 10.1.0.2 }

                """;
            WriteRoutes();
            _board = _made.Own(_inside.Start(RouterBoard.Program, "run", _files.PathOf("run.yaml")));
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

    /// <summary>Frames that are in the cable's, the board's or its drivers' counters of losses.</summary>
    public long CountedLosses => CableDrops
        + Metric("router_frames_dropped_reason_total")
        + Metric("router_nic_refused_frames_total")
        + Metric("router_nic_receive_overruns_total")
        + Metric("router_nic_receive_errors_total")
        + Metric("router_nic_transmit_errors_total");

    /// <summary>Runs the generator; its report.</summary>
    public JsonElement Generate(params string[] arguments)
    {
        string[] all =
        [
            "bench", "generate", "a0", "--listen", "b0", "--to", MacOf("a1"),
            "--destination", "198.19.0.0/16", "--json", .. arguments,
        ];
        return JsonDocument.Parse(_outside.Must(RouterBoard.Program, all)).RootElement;
    }

    /// <summary>Writes the run file anew with these routes beside those it had, and has the board read it.</summary>
    public void Reload(params string[] routes)
    {
        WriteRoutes(routes);
        _board.Signal(1);
    }

    /// <summary>As <see cref="Reload"/>, with ports beside those it had.</summary>
    public void ReloadPorts(params string[] ports)
    {
        WriteRun(_runFile.Replace(
            "calico:", string.Concat(ports.Select(static port => $"  - {port}\n")) + "calico:",
            StringComparison.Ordinal));
        _board.Signal(1);
    }

    /// <summary>
    /// As <see cref="Reload"/>, with MAC addresses of the ports' own, each on its cable or on the other's.
    /// </summary>
    public void ReloadOnCables(string left, string right)
    {
        const string ToLeft = "interface: a1 }";
        const string ToRight = "interface: b1 }";
        string[] parts = _runFile.Split([ToLeft, ToRight], StringSplitOptions.None);
        WriteRun(parts[0] + $"interface: {left} }}\n    mac: 02:00:00:00:00:0a"
            + parts[1] + $"interface: {right} }}\n    mac: 02:00:00:00:00:0b" + parts[2]);
        _board.Signal(1);
    }

    /// <summary>Starts a capture of a port of the board's.</summary>
    public Daemon Capture(string port, int count) => new(
        RouterBoard.Program,
        ["capture", port, "--control", _files.PathOf("node.sock"), "-c", $"{count}", "-w", _files.PathOf("pcapng")]);

    /// <summary>The capture's packets of a display filter, by tshark.</summary>
    public int Captured(string filter) => Run.Must(
        HostTool.Find("tshark", "tshark"), "-r", _files.PathOf("pcapng"), "-Y", filter).Split('\n').Length - 1;

    /// <summary>One more cable between board and neighbour, who has 10.3.0.2 there.</summary>
    public void AddCable(string inside, string outside, int queues)
    {
        Veth.Connect(_inside, inside, _outside, outside, queues);
        _outside.Ip("addr", "add", "10.3.0.2/24", "dev", outside);
    }

    public string MacOf(string name) => _inside.Must("cat", $"/sys/class/net/{name}/address").Trim();

    /// <summary>Takes an interface of the board down or up.</summary>
    public void SetLink(string name, bool up) => _inside.Ip("link", "set", name, up ? "up" : "down");

    /// <summary>One command on the board's console.</summary>
    public string Show(string command) => Run.Must(
        RouterBoard.Program, ["exec", "--control", _files.PathOf("node.sock"), "--", .. command.Split(' ')]);

    /// <summary>Runs a program as the board's neighbour.</summary>
    public ProcessResult Outside(string program, params string[] arguments) => _outside.Try(program, arguments);

    /// <summary>Ends the board as systemd would; its exit code.</summary>
    public int Terminate()
    {
        _board.Signal(15);
        return _board.WaitForExit(TimeSpan.FromSeconds(30));
    }

    /// <summary>The sum over ports or reasons of one of the board's counters.</summary>
    public long Metric(string name) => Scrape().Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ')
        .Sum(line => (long)double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture));

    /// <summary>Received frames that the board dropped for a reason.</summary>
    public long Reason(string reason) => Metric($"router_frames_dropped_reason_total{{reason=\"{reason}\"}}");

    public void Dispose() => _made.Dispose();

    private void WriteRoutes(params string[] routes) =>
        WriteRun(_runFile + string.Concat(routes.Select(static route => $"  - {{ {route} }}\n")));

    // In one step: the board may be reading.
    private void WriteRun(string text) =>
        File.Move(_files.Write("next.yaml", text), _files.PathOf("run.yaml"), overwrite: true);

    private static long Statistic(NetNamespace place, string name) => long.Parse(
        place.Must("cat", $"/sys/class/net/{name}/statistics/tx_dropped"), CultureInfo.InvariantCulture);

    // A new namespace has no tool for HTTP that every machine has, but bash opens connections.
    private string Scrape() => _inside.Try(
        "bash", "-c",
        $"exec 3<> /dev/tcp/{Metrics.Replace(':', '/')} && "
        + "printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3").Output;
}
