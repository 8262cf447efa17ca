using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Router.Images.Host;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Machines;

/// <summary>A QEMU machine that runs a Linux kernel from memory and takes commands. Disposing ends it.</summary>
public sealed class GuestMachine : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly MachineOptions _options;
    private readonly BackgroundProgram _qemu;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly GuestShell _shell;

    /// <summary>Starts the machine and waits until its shell answers.</summary>
    /// <exception cref="LabQemuException">QEMU is missing, or the machine does not boot.</exception>
    public GuestMachine(MachineOptions options, CancellationToken cancelled = default)
    {
        _options = options;
        Stopwatch watch = Stopwatch.StartNew();
        string[] command =
        [
            .. options.Launcher, HostTool.Find(QemuArguments.Program, QemuArguments.Package),
            .. QemuArguments.For(options),
        ];
        _qemu = new BackgroundProgram(command[0], command[1..]);
        try
        {
            Connect(cancelled);
            _socket.ReceiveTimeout = 180_000;
            _shell = new GuestShell(new NetworkStream(_socket));
            Guarded(_shell.WaitUntilReady, cancelled);
        }
        catch
        {
            Dispose();
            throw;
        }

        BootTime = watch.Elapsed;
    }

    /// <summary>From the start of QEMU to the first answer of its shell.</summary>
    public TimeSpan BootTime { get; }

    // Of QEMU itself and of the kernel.
    private string Picture =>
        _qemu.Log + (File.Exists(_options.ConsoleLog) ? File.ReadAllText(_options.ConsoleLog) : string.Empty);

    /// <summary>Runs one line of shell inside and waits for its end.</summary>
    /// <param name="command">The line.</param>
    /// <param name="seconds">Without a line of output for so long the machine counts as dead.</param>
    /// <param name="cancelled">Ends the wait; the machine is of no use afterwards.</param>
    /// <exception cref="LabQemuException">The machine stopped answering.</exception>
    public GuestResult Run(string command, int seconds = 60, CancellationToken cancelled = default)
    {
        _socket.ReceiveTimeout = seconds * 1000;
        return Guarded(() => _shell.Run(command), cancelled);
    }

    /// <summary>Writes a file inside.</summary>
    public void Write(string path, string text) =>
        Run($"echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))} | base64 -d > {path}").Must();

    public void Dispose()
    {
        _shell?.Dispose();
        _socket.Dispose();
        _qemu.Dispose();
    }

    private void Connect(CancellationToken cancelled)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            if (_qemu.HasExited || watch.Elapsed > s_patience)
            {
                _ = _qemu.HasExited && _qemu.WaitForExit(s_patience) is null;
                throw new LabQemuException($"QEMU did not start: {Picture.Trim()}");
            }

            try
            {
                _socket.Connect(new UnixDomainSocketEndPoint(_options.AgentSocket));
                return;
            }
            catch (SocketException)
            {
                cancelled.WaitHandle.WaitOne(50);
            }
        }
    }

    private GuestResult Guarded(Func<GuestResult> talk, CancellationToken cancelled)
    {
        using CancellationTokenRegistration ending = cancelled.Register(_socket.Dispose);
        try
        {
            return talk();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The time limit ran out, or QEMU went away: the picture tells.
            cancelled.ThrowIfCancellationRequested();
            throw new LabQemuException($"the machine stopped answering\n{_shell.Unfinished}\n{Picture}", e);
        }
    }
}
