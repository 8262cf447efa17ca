using System;
using System.IO;
using System.Text.Json;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary><c>router bgp</c> in a namespace, with a whole file of the test's.</summary>
internal sealed class SpeakerHost : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Daemon _daemon;

    /// <param name="place">Where it runs.</param>
    /// <param name="file">FOLDER in it stands for the folder of its files; `control:` is added.</param>
    public SpeakerHost(NetNamespace place, string file)
    {
        string path = _scratch.Write("bgp.yaml", file.Trim().Replace("FOLDER", _scratch.Folder, StringComparison.Ordinal)
            + $"\ncontrol: {_scratch.PathOf("bgp.sock")}\nlog: debug\n");
        _daemon = place.Start(RouterBoard.Program, "bgp", path);
        try
        {
            Eventually.Holds(
                "router bgp answers on its control socket",
                () =>
                {
                    Assert.That(_daemon.HasExited, Is.False, () => _daemon.Log);
                    return Exec("show bgp summary").ExitCode == 0;
                },
                TimeSpan.FromSeconds(60),
                () => _daemon.Log);
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

    public ProcessResult Exec(string command) =>
        Run.Try(RouterBoard.Program, ["exec", "--control", PathOf("bgp.sock"), "--", .. command.Split(' ')]);

    public JsonElement Json(string command)
    {
        ProcessResult answer = Exec(command + " -o json");
        Assert.That(_daemon.HasExited, Is.False, () => $"router bgp has ended:\n{Log}");
        using JsonDocument document = JsonDocument.Parse(answer.Must().Output);
        return document.RootElement.Clone();
    }

    /// <summary>The peer's entry of `show bgp summary`; null where there is none.</summary>
    public JsonElement? Peer(string address) =>
        Json("show bgp summary").GetProperty("peers").TryGetProperty(address, out JsonElement peer) ? peer : null;

    public bool IsEstablished(string peer) => Peer(peer) is { } shown && shown.GetProperty("state").ValueEquals("Established");

    public string Picture() => Exec("show bgp summary").Both + Exec("show bgp routes").Both + Log;

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }
}
