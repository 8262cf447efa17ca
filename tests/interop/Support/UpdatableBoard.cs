using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Lab.Qemu.Machines;

namespace Router.Tests.Interop.Support;

/// <summary>
/// A board in QEMU that starts from its own disk, as often as wanted, and whose management port is a port of this
/// machine.
/// </summary>
internal sealed class UpdatableBoard : IDisposable
{
    public const string Board = "qemu-x64";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    private readonly Scratch _scratch = new();
    private readonly LabMachine _lab;
    private readonly string _console;
    private Daemon? _qemu;

    public UpdatableBoard(string image)
    {
        Board board = BoardCatalog.Load(null, new ConfigReport()).Single(static board => board.Name == Board);
        Port = FreePort();
        _console = _scratch.PathOf("console.log");
        _lab = new LabMachine
        {
            Board = board,
            Folder = _scratch.Folder,
            Boot = new BiosBoot(),
            Disk = ImageBoot.Overlay(board, image, _scratch.Folder),
        };
        PowerOn();
    }

    public int Port { get; }

    /// <summary>What the console has shown since it was switched on last.</summary>
    public string Log
    {
        get
        {
            using StreamReader reader = new(
                new FileStream(_console, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd() + _qemu?.Log;
        }
    }

    public void PowerOn()
    {
        File.Delete(_console);

        // Without TAP and bridge: QEMU itself stands for the network, and for its gateway.
        List<string> words = [.. LabArguments.For(_lab).Select(word =>
            word.StartsWith("socket,id=console,", StringComparison.Ordinal)
                ? "file,id=console,path=" + _console
                : word)];
        words.AddRange(
        [
            "-netdev", "user,id=lan,net=192.168.101.0/24,host=192.168.101.1,"
                + $"hostfwd=tcp:127.0.0.1:{Port}-192.168.101.202:8179",
            "-device", "virtio-net-pci,netdev=lan,romfile=",
        ]);
        _qemu = new Daemon(LabArguments.ProgramFor(_lab.Board.Arch), words);
    }

    /// <summary>As pulling the plug: QEMU does not come to write anything more.</summary>
    public void PullPlug()
    {
        _qemu!.Signal(9);
        _qemu.WaitForExit();
        _qemu.Dispose();
        _qemu = null;
    }

    public void WaitFor(string text) => Eventually.Holds(
        $"the console shows '{text}'", () => Log.Contains(text, StringComparison.Ordinal), s_patience, () => Log);

    /// <summary><c>router update</c> to its end.</summary>
    public ProcessResult Update(string image, string token, params string[] more) => Run.Try(
        RouterBoard.Program, Words(image, token, more), TimeSpan.FromMinutes(8));

    public string[] Words(string image, string token, params string[] more) =>
        ["update", "127.0.0.1", image, "--token", token, "--port", $"{Port}", .. more];

    public void Dispose()
    {
        _qemu?.Dispose();
        _scratch.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
