using System;
using System.Buffers.Binary;
using System.IO;
using Router.Bench.Common;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>What became of each frame of a pass: the port it left by and its octets.</summary>
public sealed class PathOutput
{
    private const int Room = PathScenario.FrameSize + Ipip.Overhead;

    private readonly int[] _ports;
    private readonly int[] _lengths;
    private readonly byte[] _octets;

    public PathOutput(int frames)
    {
        _ports = new int[frames];
        _lengths = new int[frames];
        _octets = new byte[frames * Room];
        Array.Fill(_ports, Dropped);
    }

    /// <summary>The port of a frame that did not leave.</summary>
    public static int Dropped => 0xffff;

    public int Frames => _ports.Length;

    /// <summary>A frame that left more than once; each is wrong.</summary>
    public int Doubled { get; private set; }

    public void Keep(int frame, int port, ReadOnlySpan<byte> octets)
    {
        Doubled += _ports[frame] == Dropped ? 0 : 1;
        _ports[frame] = port;
        _lengths[frame] = octets.Length;
        octets[..Math.Min(octets.Length, Room)].CopyTo(_octets.AsSpan(frame * Room));
    }

    public int PortOf(int frame) => _ports[frame];

    public int LengthOf(int frame) => _lengths[frame];

    /// <summary>Its octets, to look at or, for tests, to spoil.</summary>
    public Span<byte> OctetsOf(int frame) => _octets.AsSpan(frame * Room, Math.Min(_lengths[frame], Room));

    /// <summary>Writes the format that the contestant in C writes, described there.</summary>
    public void Write(string file)
    {
        using FileStream stream = File.Create(file);
        using var buffered = new BufferedStream(stream, 1 << 16);
        Span<byte> head = stackalloc byte[4];
        for (int i = 0; i < Frames; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)_ports[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)_lengths[i]);
            buffered.Write(head);
            buffered.Write(_octets.AsSpan(i * Room, _lengths[i]));
        }
    }

    /// <exception cref="BenchException">The file is not of that format.</exception>
    public static PathOutput Read(string file, int frames)
    {
        byte[] all = File.ReadAllBytes(file);
        var output = new PathOutput(frames);
        int at = 0;
        for (int i = 0; i < frames; i++)
        {
            if (all.Length - at < 4)
            {
                throw new BenchException($"{file}: ends after {i} of {frames} frames");
            }

            int port = BinaryPrimitives.ReadUInt16LittleEndian(all.AsSpan(at));
            int length = BinaryPrimitives.ReadUInt16LittleEndian(all.AsSpan(at + 2));
            at += 4;
            if (length > Math.Min(Room, all.Length - at))
            {
                throw new BenchException($"{file}: frame {i} has {length} octets");
            }

            output.Keep(i, port, all.AsSpan(at, length));
            at += length;
        }

        return output;
    }
}
