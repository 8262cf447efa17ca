using System;
using System.Collections.Generic;
using Router.Hal.Linux;

namespace Router.Lab.Qemu.Nodes;

/// <summary>People at a board's serial console: what it shows goes to all of them, what they type to it.</summary>
internal sealed class TerminalServer : IDisposable
{
    private const int Memory = 4096;

    private readonly PollLoop _loop;
    private readonly UnixListener _listener;
    private readonly Action<ReadOnlySpan<byte>> _type;
    private readonly List<UnixConnection> _people = [];
    private readonly byte[] _buffer = new byte[1024];
    private byte[] _recent = [];

    /// <param name="path">The socket that they connect to.</param>
    /// <param name="loop">Watches it.</param>
    /// <param name="type">Takes what they type.</param>
    public TerminalServer(string path, PollLoop loop, Action<ReadOnlySpan<byte>> type)
    {
        _loop = loop;
        _type = type;
        _listener = new UnixListener(path);
        loop.Watch(_listener.Descriptor, PollEvents.Readable);
    }

    /// <summary>Lets people in, and takes what they type.</summary>
    public void Poll()
    {
        while (_listener.TryAccept() is { } person)
        {
            _people.Add(person);
            _loop.Watch(person.Descriptor, PollEvents.Readable);

            // Whoever comes in sees where the board is.
            person.Write(_recent, out _);
        }

        for (int i = _people.Count - 1; i >= 0; i--)
        {
            IoResult result = _people[i].Read(_buffer, out int count);
            if (result == IoResult.Done)
            {
                _type(_buffer.AsSpan(0, count));
            }
            else if (result == IoResult.Closed)
            {
                Leave(i);
            }
        }
    }

    /// <summary>Shows what the console shows. Who does not read misses some of it.</summary>
    public void Show(ReadOnlySpan<byte> octets)
    {
        byte[] all = [.. _recent, .. octets];
        _recent = all[Math.Max(0, all.Length - Memory)..];
        foreach (UnixConnection person in _people)
        {
            person.Write(octets, out _);
        }
    }

    public void Dispose()
    {
        for (int i = _people.Count - 1; i >= 0; i--)
        {
            Leave(i);
        }

        _loop.Unwatch(_listener.Descriptor);
        _listener.Dispose();
    }

    private void Leave(int index)
    {
        _loop.Unwatch(_people[index].Descriptor);
        _people[index].Dispose();
        _people.RemoveAt(index);
    }
}
