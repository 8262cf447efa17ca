using System;
using System.IO;
using Router.Bench.Common;
using Router.Lab.Qemu.Host;

namespace Router.Bench.Nic;

/// <summary>Our board, as <c>router run</c> runs it, with two ports of one kind.</summary>
/// <param name="name">As the tables call it.</param>
/// <param name="nic">The run file's words for the driver.</param>
/// <param name="cluster">Its Calico resources, with a Node named bench; null: nothing but that node.</param>
internal sealed class BoardRouter(string name, string nic, string? cluster = null) : INicRouter
{
    public string Name => name;

    public IDisposable? Start(TestNetwork network)
    {
        var files = new Scratch();
        try
        {
            File.WriteAllText(files["cluster.yaml"], cluster ?? Alone);
            File.WriteAllText(files["run.yaml"], RunFile(nic, cluster is null));
            Contestant board = Programs.Self(name, "run", files["run.yaml"]);
            return new Running(network.Inside.Start(board.Program, [.. board.Arguments]), files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private const string Alone =
        $"""
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata:
          name: bench
        spec:
          bgp:
            ipv4Address: {TestNetwork.OutAddress}/24

        """;

    // With a cluster, the destinations lie behind its tunnel; v3.33 needs no BGP for that.
    private static string RunFile(string nic, bool alone) =>
        $$"""
        node: bench
        generation: v3.33
        log: warning
        ports:
          - name: in
            nic: { {{nic}}, interface: {{TestNetwork.In}} }
            addresses: [{{TestNetwork.InAddress}}/24]
          - name: out
            nic: { {{nic}}, interface: {{TestNetwork.Out}} }
            addresses: [{{TestNetwork.OutAddress}}/24]
        routes:
        {{(alone ? $"  - {{ to: {TestNetwork.Destinations}, via: {TestNetwork.NextHop} }}" : string.Empty)}}
          - { to: {{TestNetwork.Sources}}, via: {{TestNetwork.SourceGateway}} }
        calico: [cluster.yaml]
        control: bench.sock

        """;

    /// <summary>The board while it runs.</summary>
    internal sealed class Running(BackgroundProgram program, Scratch files) : IDisposable
    {
        public BackgroundProgram Program => program;

        public string ControlSocket => files["bench.sock"];

        public void Dispose()
        {
            program.Dispose();
            files.Dispose();
        }
    }
}
