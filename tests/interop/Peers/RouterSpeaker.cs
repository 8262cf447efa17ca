using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>Our <c>router bgp</c> in a namespace.</summary>
internal sealed class RouterSpeaker : IDisposable
{
    private readonly NetNamespace _place;
    private readonly Scratch _scratch = new();
    private readonly string _file;
    private Daemon _daemon;

    /// <param name="place">Where it runs.</param>
    /// <param name="bgp">What stands below <c>bgp:</c>, not indented.</param>
    public RouterSpeaker(NetNamespace place, string bgp)
    {
        _place = place;
        _file = Write(bgp);
        _daemon = Launch();
    }

    public string Log => _daemon.Log;

    public bool IsEstablished(string peer)
    {
        using JsonDocument answer = Json("show bgp summary");
        return answer.RootElement.GetProperty("peers").TryGetProperty(peer, out JsonElement shown)
            && shown.GetProperty("state").GetString() == "Established";
    }

    /// <summary>It has a best path to the prefix that came from a peer.</summary>
    public bool HasRoute(string prefix) => Paths(prefix) is [{ From.Length: > 0 }, ..];

    /// <summary>The best one first.</summary>
    public IReadOnlyList<SeenPath> Paths(string prefix) =>
        BirdTable.Read(Exec($"show route {prefix} all").Both, PeerOf).GetValueOrDefault(prefix) ?? [];

    public Dictionary<string, List<SeenPath>> Table() => BirdTable.Read(Exec("show route all").Must().Output, PeerOf);

    /// <summary><c>show bgp neighbor</c> in JSON, as the one peer has it.</summary>
    public JsonElement About(string peer)
    {
        using JsonDocument answer = Json("show bgp neighbor " + peer);
        return answer.RootElement.GetProperty(peer).Clone();
    }

    public string Picture() => Exec("show bgp summary").Both + Exec("show bgp routes").Both + Log;

    /// <summary>SIGTERM; its exit code.</summary>
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

    /// <summary>Another text below <c>bgp:</c>, which nobody reads yet.</summary>
    public string Write(string bgp) => _scratch.Write(
        "bgp.yaml",
        $"bgp:\n  {bgp.Trim().Replace("\n", "\n  ", StringComparison.Ordinal)}\ncontrol: bgp.sock\nlog: debug\n");

    /// <summary>SIGHUP: the file is read again.</summary>
    public void HangUp() => _daemon.Signal(1);

    /// <summary>Another process with the same file, or another one.</summary>
    public void Restart(string? bgp = null)
    {
        _daemon.Dispose();
        if (bgp is not null)
        {
            Write(bgp);
        }

        _daemon = Launch();
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }

    public ProcessResult Exec(string command) => Run.Try(
        RouterBoard.Program, ["exec", "--control", _scratch.PathOf("bgp.sock"), "--", .. command.Split(' ')]);

    // Peers have no names of their own in RouterText.
    private static string? PeerOf(string name) => name.StartsWith("static", StringComparison.Ordinal) ? null : name;

    private JsonDocument Json(string command)
    {
        ProcessResult answer = Exec(command + " -o json");
        Assert.That(_daemon.HasExited, Is.False, () => $"router bgp has ended:\n{Log}");
        return JsonDocument.Parse(answer.Must().Output);
    }

    private Daemon Launch()
    {
        // Not by `ip netns exec` and the script: signals are for the process itself.
        Daemon daemon = _place.Start(RouterBoard.Program, "bgp", _file);
        try
        {
            Eventually.Holds(
                "router bgp answers on its control socket",
                () =>
                {
                    Assert.That(daemon.HasExited, Is.False, () => daemon.Log);
                    return Exec("show bgp summary").ExitCode == 0;
                },
                TimeSpan.FromSeconds(60),
                () => daemon.Log);
        }
        catch
        {
            daemon.Dispose();
            throw;
        }

        return daemon;
    }
}
