using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Router.Hal.Linux;

namespace Router.Boards.Linux;

/// <summary>Where somebody sits: lines in, text out.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>Readable when a line is there.</summary>
    int Descriptor { get; }

    /// <summary>Reading it will neither fail nor stop this process.</summary>
    bool IsReadable { get; }

    void Write(string text);
}

/// <summary>The terminal that this program was started from.</summary>
internal sealed class OwnTerminal : ITerminal
{
    public int Descriptor => 0;

    public bool IsReadable => DescriptorIo.IsForegroundTerminal(Descriptor);

    public void Write(string text)
    {
        try
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The terminal was closed; the next poll says so.
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>Another terminal of the machine, such as screen and keyboard beside a serial line.</summary>
internal sealed class DeviceTerminal : ITerminal
{
    private readonly SafeFileHandle _handle;

    private DeviceTerminal(SafeFileHandle handle) => _handle = handle;

    public int Descriptor => (int)_handle.DangerousGetHandle();

    public bool IsReadable => DescriptorIo.IsTerminal(Descriptor);

    /// <summary>Null, with the reason, where there is no such terminal.</summary>
    public static DeviceTerminal? TryOpen(string path, out string reason)
    {
        try
        {
            DeviceTerminal terminal = new(
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            reason = $"{path} is no terminal";
            return terminal.IsReadable ? terminal : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e.Message;
            return null;
        }
    }

    public void Write(string text)
    {
        // Never waits: what somebody holds with Ctrl-S is not worth a frame.
        _ = DescriptorIo.SetNonBlocking(Descriptor, true);
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (rest.Length > 0 && DescriptorIo.Write(Descriptor, rest, out int count) == IoResult.Done)
        {
            rest = rest[count..];
        }
    }

    public void Dispose() => _handle.Dispose();
}
