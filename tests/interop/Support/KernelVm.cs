using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>
/// A QEMU machine that runs Debian's cloud kernel from memory, with one NIC on a TAP. Always TCG: /dev/kvm may be
/// missing, or there and not work. Commands go over its second serial line.
/// </summary>
internal sealed class KernelVm : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Daemon _qemu;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader _reader;
    private int _command;

    /// <summary>Boots; the TAP is made in <paramref name="place"/> and left for the caller to plug.</summary>
    public KernelVm(NetNamespace place, string tap, string mac)
    {
        ProcessResult add = Run.Try("ip", ["-n", place.Name, "tuntap", "add", "dev", tap, "mode", "tap"]);
        if (add.ExitCode != 0)
        {
            _scratch.Dispose();
        }

        Assert.That(
            add.ExitCode, Is.Zero, $"{add.Both}A TAP needs /dev/net/tun writable (chmod 666, as udev sets it)");
        place.Ip("link", "set", tap, "up");
        string package = Peers.Folder("linux-image-cloud-amd64");
        string kernel = Directory.GetFiles(Path.Combine(package, "boot"), "vmlinuz-*")[0];
        Initramfs.Write(_scratch.PathOf("initrd"), package);

        Stopwatch watch = Stopwatch.StartNew();
        // The guest completes every checksum and cuts every segment itself, so that what crosses the TAP is what
        // would cross a cable: a capture there may be judged by its checksums.
        _qemu = place.Start(
            Peers.Tool("qemu-system-x86_64", "qemu-system-x86"),
            "-machine", "pc,accel=tcg", "-cpu", "max", "-m", "192", "-nodefaults", "-display", "none", "-no-reboot",
            "-kernel", kernel, "-initrd", _scratch.PathOf("initrd"),
            "-append", "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on tsc=reliable",
            "-chardev", $"file,id=log,path={_scratch.PathOf("console")}", "-serial", "chardev:log",
            "-chardev", $"socket,id=agent,path={_scratch.PathOf("agent")},server=on,wait=off",
            "-serial", "chardev:agent",
            "-netdev", $"tap,id=lan,ifname={tap},script=no,downscript=no",
            "-device", $"virtio-net-pci,netdev=lan,mac={mac},csum=off,gso=off,guest_csum=off,romfile=");
        try
        {
            Eventually.Holds("QEMU offers the agent's socket", TryConnect, TimeSpan.FromSeconds(30), () => Picture);
            _socket.ReceiveTimeout = 180_000;
            _reader = new StreamReader(new NetworkStream(_socket), Encoding.UTF8);
            Read(0);
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

    private string Picture
    {
        get
        {
            string console = _scratch.PathOf("console");
            return _qemu.Log + (File.Exists(console) ? File.ReadAllText(console) : string.Empty);
        }
    }

    /// <summary>Runs one shell command line inside and waits for its end.</summary>
    public ProcessResult Try(string command, int seconds = 60)
    {
        Assert.That(command, Does.Not.Contain("\n"), "one line, please");
        _socket.ReceiveTimeout = seconds * 1000;
        _socket.Send(Encoding.UTF8.GetBytes($"{++_command} {command}\n"));
        return Read(_command) with { Command = command };
    }

    public string Must(string command, int seconds = 60) => Try(command, seconds).Must().Output;

    /// <summary>Writes a file inside, of any text without the word EOF.</summary>
    public void Write(string path, string text) =>
        Must($"echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))} | base64 -d > {path}");

    public void Dispose()
    {
        _socket.Dispose();
        _qemu.Dispose();
        _scratch.Dispose();
    }

    private bool TryConnect()
    {
        Assert.That(_qemu.HasExited, Is.False, () => Picture);
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(_scratch.PathOf("agent")));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private ProcessResult Read(int id)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $"@@{id} ");
        StringBuilder output = new();
        try
        {
            while (_reader.ReadLine() is string line)
            {
                // Output that ends without a line break stands before the mark.
                int mark = line.IndexOf(end, StringComparison.Ordinal);
                if (mark >= 0)
                {
                    output.Append(line.AsSpan(0, mark));
                    int code = int.Parse(line.AsSpan(mark + end.Length), CultureInfo.InvariantCulture);
                    return new ProcessResult(string.Empty, code, output.ToString(), string.Empty);
                }

                output.Append(line).Append('\n');
            }
        }
        catch (IOException)
        {
            // The time limit ran out, or QEMU went away: the picture tells.
        }

        Assert.Fail($"The machine stopped answering.\n{output}\n{Picture}");
        throw new InvalidOperationException();
    }
}
