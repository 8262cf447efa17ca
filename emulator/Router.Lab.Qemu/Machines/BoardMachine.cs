using System;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Router.Images.Host;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Machines;

/// <summary>A QEMU machine whose only program is a board's firmware, and its console. Disposing ends it.</summary>
public sealed class BoardMachine : IDisposable
{
    private readonly BackgroundProgram _qemu;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Lock _lock = new();
    private readonly StringBuilder _console = new();
    private readonly Thread _reader;

    /// <summary>Switches it on.</summary>
    /// <exception cref="LabQemuException">QEMU is missing, or does not start.</exception>
    public BoardMachine(MachineOptions options)
        : this(
            [
                .. options.Launcher, HostTool.Find(QemuArguments.Program, QemuArguments.Package),
                .. QemuArguments.ForBoard(options),
            ],
            options.AgentSocket)
    {
    }

    /// <summary>Switches a lab's board on, its cables to be connected with <see cref="Wires.StreamWire"/>.</summary>
    /// <exception cref="LabQemuException">QEMU is missing, has no such board, or does not start.</exception>
    public BoardMachine(LabMachine machine)
        : this([LabArguments.ProgramFor(machine.Board.Arch), .. LabArguments.For(machine)], machine.ConsoleSocket)
    {
    }

    private BoardMachine(string[] command, string console)
    {
        _qemu = new BackgroundProgram(command[0], command[1..]);
        _reader = new Thread(Read) { IsBackground = true };
        try
        {
            Connect(console);
        }
        catch
        {
            _qemu.Dispose();
            throw;
        }

        _reader.Start();
    }

    /// <summary>What its serial console has shown, and what QEMU said.</summary>
    public string Log
    {
        get
        {
            lock (_lock)
            {
                return _console.ToString() + _qemu.Log;
            }
        }
    }

    /// <summary>It is switched off, or was reset.</summary>
    public bool HasEnded => _qemu.HasExited;

    /// <summary>QEMU's process.</summary>
    public int Pid => _qemu.Id;

    /// <summary>Types a line on the serial console.</summary>
    public void Type(string line) => _socket.Send(Encoding.ASCII.GetBytes(line + "\r"));

    /// <summary>Waits for the end; null when it does not come.</summary>
    public int? WaitForEnd(TimeSpan limit) => _qemu.WaitForExit(limit);

    public void Dispose()
    {
        _qemu.Dispose();
        _socket.Dispose();
        if (_reader.IsAlive)
        {
            _reader.Join();
        }
    }

    private void Connect(string path)
    {
        for (int left = 600; ; left--)
        {
            try
            {
                _socket.Connect(new UnixDomainSocketEndPoint(path));
                return;
            }
            catch (SocketException) when (left > 0 && !_qemu.HasExited)
            {
                Thread.Sleep(50);
            }
            catch (SocketException e)
            {
                throw new LabQemuException($"QEMU did not start: {_qemu.Log.Trim()}", e);
            }
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = _socket.Receive(buffer)) > 0;)
            {
                lock (_lock)
                {
                    _console.Append(Encoding.UTF8.GetString(buffer, 0, count));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The machine is gone.
        }
    }
}
