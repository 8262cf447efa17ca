using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Router.Hal.Linux;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Nodes;

/// <summary>The lab's end of a board's serial console. Never blocks; belongs to one thread.</summary>
internal sealed class SerialLine : IDisposable
{
    private const int MostWaiting = 64 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly UnixConnection _connection;
    private readonly byte[] _buffer = new byte[4096];
    private byte[] _waiting = [];

    private SerialLine(UnixConnection connection) => _connection = connection;

    /// <summary>For the poll loop; -1 once disposed.</summary>
    public int Descriptor => _connection.Descriptor;

    public PollEvents Interest =>
        HasEnded ? PollEvents.None
        : _waiting.Length == 0 ? PollEvents.Readable
        : PollEvents.Readable | PollEvents.Writable;

    /// <summary>QEMU has closed it: the machine is gone.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Connects as soon as QEMU listens.</summary>
    /// <param name="isAlive">Whether QEMU still runs.</param>
    /// <exception cref="LabQemuException">It does not within the time given, or it has ended.</exception>
    public static SerialLine Connect(string path, Func<bool> isAlive, TimeSpan limit)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ; Thread.Sleep(s_pause))
        {
            try
            {
                return new SerialLine(UnixConnection.Connect(path));
            }
            catch (IOException) when (isAlive() && watch.Elapsed < limit)
            {
                // QEMU is about to make it.
            }
            catch (IOException e)
            {
                throw new LabQemuException($"no console, {path}: QEMU has ended, or does not listen there", e);
            }
        }
    }

    /// <summary>What has come, until the next call; empty: nothing.</summary>
    public ReadOnlySpan<byte> Read()
    {
        if (HasEnded)
        {
            return [];
        }

        IoResult result = _connection.Read(_buffer, out int count);
        HasEnded = result == IoResult.Closed;
        return result == IoResult.Done ? _buffer.AsSpan(0, count) : [];
    }

    /// <summary>Types: at once, or when the machine takes it. What a machine never takes is dropped at last.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        if (_waiting.Length < MostWaiting)
        {
            _waiting = [.. _waiting, .. octets];
        }

        Flush();
    }

    public void Flush()
    {
        while (!HasEnded && _waiting.Length > 0)
        {
            switch (_connection.Write(_waiting, out int count))
            {
                case IoResult.Done:
                    _waiting = _waiting[count..];
                    break;
                case IoResult.WouldBlock:
                    return;
                default:
                    HasEnded = true;
                    break;
            }
        }
    }

    public void Dispose() => _connection.Dispose();
}
