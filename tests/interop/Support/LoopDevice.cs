using System;
using System.IO;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>A disk of the kernel over a file of ours, filled so that whatever is emptied shows.</summary>
internal sealed class LoopDevice : IDisposable
{
    private const byte Filling = 0xe5;
    private const int FilledAtBothEnds = 4 << 20;

    private readonly Scratch _scratch = new();

    public LoopDevice(long size)
    {
        using (FileStream file = File.Create(BackingFile))
        {
            byte[] filling = new byte[FilledAtBothEnds];
            Array.Fill(filling, Filling);
            file.Write(filling);
            file.Position = size - filling.Length;
            file.Write(filling);
        }

        ProcessResult made = Run.Try("losetup", ["--find", "--show", "--partscan", BackingFile]);
        if (made.ExitCode != 0)
        {
            _scratch.Dispose();
            Assert.Fail($"no loop device: run this as root, after `modprobe loop`\n{made.Both}");
        }

        Node = made.Output.Trim();
    }

    /// <summary>Such as /dev/loop0.</summary>
    public string Node { get; }

    /// <summary>Such as loop0.</summary>
    public string Name => Path.GetFileName(Node);

    public string BackingFile => _scratch.PathOf("disk");

    public byte[] Read(long offset, int length)
    {
        using FileStream disk = File.OpenRead(Node);
        disk.Position = offset;
        byte[] octets = new byte[length];
        disk.ReadExactly(octets);
        return octets;
    }

    public void Dispose()
    {
        Run.Try("losetup", ["--detach", Node]);
        _scratch.Dispose();
    }
}
