using System;
using System.Collections.Generic;
using System.IO;
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
    /// <param name="text"><see cref="Write"/></param>
    public RouterSpeaker(NetNamespace place, string text)
    {
        _place = place;
        _file = Write(text);
        _daemon = Launch();
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

    public string Log => _daemon.Log;

    public int Pid => _daemon.Pid;

    public string PathOf(string name) => _scratch.PathOf(name);

    public string[] Files(string pattern) => Directory.GetFiles(_scratch.Folder, pattern);

    /// <summary>The peer's entry of <c>show bgp summary</c>; null where there is none.</summary>
    public JsonElement? Peer(string address) =>
        Json("show bgp summary").GetProperty("peers").TryGetProperty(address, out JsonElement peer) ? peer : null;

    public bool IsEstablished(string peer) => Peer(peer)?.GetProperty("state").ValueEquals("Established") ?? false;

    /// <summary>It has a best path to the prefix that came from a peer.</summary>
    public bool HasRoute(string prefix) => Paths(prefix) is [{ From.Length: > 0 }, ..];

    /// <summary>The best one first.</summary>
    public IReadOnlyList<SeenPath> Paths(string prefix) =>
        BirdTable.Read(Exec($"show route {prefix} all").Both, PeerOf).GetValueOrDefault(prefix) ?? [];

    public Dictionary<string, List<SeenPath>> Table() => BirdTable.Read(Exec("show route all").Must().Output, PeerOf);

    /// <summary><c>show bgp neighbor</c> in JSON, as the one peer has it.</summary>
    public JsonElement About(string peer) => Json("show bgp neighbor " + peer).GetProperty(peer);

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

    /// <summary>Another file, which nobody reads yet.</summary>
    /// <param name="text">
    /// What stands below <c>bgp:</c>, not indented; or all that is beside <c>control:</c>, beginning with <c>bgp:</c>.
    /// </param>
    public string Write(string text)
    {
        string bgp = text.Trim();
        return _scratch.Write("bgp.yaml", (bgp.StartsWith("bgp:", StringComparison.Ordinal) ? bgp
            : "bgp:\n  " + bgp.Replace("\n", "\n  ", StringComparison.Ordinal)) + "\ncontrol: bgp.sock\nlog: debug\n");
    }

    /// <summary>SIGHUP: the file is read again.</summary>
    public void HangUp() => _daemon.Signal(1);

    /// <summary>Another process with the same file, or another one.</summary>
    public void Restart(string? text = null)
    {
        _daemon.Dispose();
        if (text is not null)
        {
            Write(text);
        }

        _daemon = Launch();
        WaitUntilItAnswers();
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }

    public ProcessResult Exec(string command) => Run.Try(
        RouterBoard.Program, ["exec", "--control", _scratch.PathOf("bgp.sock"), "--", .. command.Split(' ')]);

    public JsonElement Json(string command)
    {
        ProcessResult answer = Exec(command + " -o json");
        Assert.That(_daemon.HasExited, Is.False, () => $"router bgp has ended:\n{Log}");
        using JsonDocument document = JsonDocument.Parse(answer.Must().Output);
        return document.RootElement.Clone();
    }

    // Peers have no names of their own in RouterText.
    private static string? PeerOf(string name) => name.StartsWith("static", StringComparison.Ordinal) ? null : name;

    // Not by the script: signals are for the process itself.
    private Daemon Launch() => _place.Start(RouterBoard.Program, "bgp", _file);

    private void WaitUntilItAnswers() => _daemon.WaitUntil(
        "router bgp answers", () => Exec("show bgp summary").ExitCode == 0, seconds: 60);
}
