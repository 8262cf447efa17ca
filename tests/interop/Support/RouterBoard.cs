using System;
using System.Text.Json;
using NUnit.Framework;
using Router.Images.Host;

namespace Router.Tests.Interop.Support;

/// <summary>
/// Our node02, run by `router run` in a network namespace: fw0 leads to the nodes' Ethernet, fw1, if wanted, to a pod.
/// </summary>
internal sealed class RouterBoard : IMeshNode
{
    private static readonly Lazy<string> s_router = new(Build);
    private readonly Scratch _scratch = new();
    private readonly NetNamespace _place;
    private Daemon _daemon;

    public RouterBoard(
        NetNamespace place, string peerAddress, string generation = "auto", bool pod = false, int workers = 0,
        string more = "", string runMore = "", string ipip = "Always")
    {
        _place = place;
        WriteFiles(_scratch, peerAddress, generation, pod, Control, workers, more, runMore, ipip);
        _daemon = Start();
        try
        {
            WaitUntilItAnswers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The router command, built from this checkout.</summary>
    public static string Program => s_router.Value;

    /// <summary>The board's control socket.</summary>
    public string ControlSocket => Control;

    private string Control => _scratch.PathOf("node02.sock");

    /// <summary>Writes run.yaml and the cluster.yaml that it names.</summary>
    public static void WriteFiles(
        Scratch folder, string peerAddress, string generation, bool pod, string control, int workers = 0,
        string more = "", string runMore = "", string ipip = "Always")
    {
        string podPort = pod
            ? $$"""
                  - name: cali0f418edccea
                    nic: { kind: packet, interface: fw1 }
                    workload: { addresses: [{{Cluster.Pod02}}/32] }

                """
            : string.Empty;
        folder.Write("cluster.yaml", Cluster.Resources(peerAddress, more, more.Length == 0, ipip));
        folder.Write(
            "run.yaml",
            $$"""
            node: node02
            generation: {{generation}}
            ports:
              - name: ens33
                nic: { kind: packet, interface: fw0 }
                addresses: [{{Cluster.Node02}}/24]
                gateway: 192.168.101.1
            {{podPort}}calico: [cluster.yaml]
            control: {{control}}
            workers: {{workers}}
            {{runMore}}

            """);
    }

    /// <summary>Runs one console command on the board, which must still be there.</summary>
    public ProcessResult Try(string command)
    {
        ProcessResult answer = Exec(command);
        Assert.That(_daemon.HasExited, Is.False, () => $"router run has ended:\n{_daemon.Log}");
        return answer;
    }

    public string Show(string command) => Try(command).Must().Output;

    /// <summary>The answer of a command given with `-o json`.</summary>
    public JsonDocument Json(string command)
    {
        string text = Show(command + " -o json");
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            Assert.Fail($"{command} -o json: {error.Message}\n{text}");
            throw;
        }
    }

    public bool IsEstablishedWith(string peer) => BoardAnswers.SaysEstablished(this, peer);

    public bool HasBgpRoute(string prefix, string nextHop) => BoardAnswers.HasRoute(this, prefix, nextHop);

    public string Picture() =>
        string.Join('\n', Exec("show bgp summary").Both, Exec("show bgp routes").Both, Exec("ip route").Both,
            Exec("show counters").Both, _daemon.Log);

    public int Terminate()
    {
        _daemon.Signal(15);
        return _daemon.WaitForExit(TimeSpan.FromSeconds(30));
    }

    /// <summary>Dies without a word.</summary>
    public void Kill()
    {
        _daemon.Signal(9);
        _daemon.WaitForExit();
    }

    /// <summary>Another process with the same files.</summary>
    public void Restart()
    {
        _daemon.Dispose();
        _daemon = Start();
        WaitUntilItAnswers();
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }

    private Daemon Start() => _place.Start(Program, "run", _scratch.PathOf("run.yaml"));

    private void WaitUntilItAnswers() => Eventually.Holds(
        "the board answers on its control socket",
        () => Try("show counters -o json").ExitCode == 0,
        TimeSpan.FromSeconds(60),
        () => _daemon.Log);

    private ProcessResult Exec(string command) =>
        Run.Try(Program, ["exec", "--control", Control, "--", .. command.Split(' ')]);

    // Built here, where the network is: a namespace has none.
    private static string Build()
    {
        Run.Try(Checkout.PathOf("eng/build-router"), [], TimeSpan.FromMinutes(15)).Must();
        return Checkout.PathOf("router");
    }
}
