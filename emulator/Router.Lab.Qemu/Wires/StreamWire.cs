using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Router.Hal.Linux;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Wires;

/// <summary>
/// The lab's end of a machine's cable: QEMU listens (<c>-netdev stream,server=on</c>), for its 7.2 does not connect
/// again. Never blocks; belongs to one thread, whose poll loop watches it.
/// </summary>
public sealed class StreamWire : IDisposable
{
    private const int Backlog = 512 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly UnixConnection _connection;
    private readonly StreamFramer _framer = new();
    private readonly FrameBacklog _backlog = new(Backlog);

    private StreamWire(string path, UnixConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>QEMU's socket.</summary>
    public string Path { get; }

    /// <summary>For the poll loop; -1 once disposed.</summary>
    public int Descriptor => _connection.Descriptor;

    /// <summary>What the poll loop is to wait for; asked again after each send.</summary>
    public PollEvents Interest =>
        EndReason is not null ? PollEvents.None
        : _backlog.IsEmpty ? PollEvents.Readable
        : PollEvents.Readable | PollEvents.Writable;

    /// <summary>
    /// Why nothing crosses it any more; null while it holds. Take it out of the poll loop then, which else finds it
    /// ready again and again.
    /// </summary>
    public string? EndReason { get; private set; }

    public long FramesIn { get; private set; }

    public long FramesOut { get; private set; }

    /// <summary>Frames that the machine did not take in time, or at all.</summary>
    public long DroppedOut { get; private set; }

    /// <summary>Frames longer than the buffer that was given for them.</summary>
    public long DroppedIn { get; private set; }

    /// <summary>Connects, as soon as QEMU listens.</summary>
    /// <exception cref="LabQemuException">It does not within the time given.</exception>
    public static StreamWire Connect(string path, TimeSpan limit)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ; Thread.Sleep(s_pause))
        {
            try
            {
                return new StreamWire(path, UnixConnection.Connect(path));
            }
            catch (IOException) when (watch.Elapsed < limit)
            {
                // QEMU makes its sockets one after another.
            }
            catch (IOException e)
            {
                throw new LabQemuException(
                    $"no cable into the machine, {path}: QEMU does not listen there; has it ended? What it said tells",
                    e);
            }
        }
    }

    /// <summary>
    /// Copies the next frame; false: none is there now. To be called until then, for frames may be waiting in here
    /// that no poll tells of.
    /// </summary>
    public bool TryReceive(Span<byte> buffer, out int length)
    {
        while (true)
        {
            while (_framer.TryTake(out ReadOnlySpan<byte> frame))
            {
                if (frame.TryCopyTo(buffer))
                {
                    FramesIn++;
                    length = frame.Length;
                    return true;
                }

                DroppedIn++;
            }

            if (!Fill())
            {
                length = 0;
                return false;
            }
        }
    }

    /// <summary>Sends a frame, now or when the machine takes it; false: it is dropped, and counted.</summary>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        if (EndReason is not null || !_backlog.TryAdd(frame))
        {
            DroppedOut++;
            return false;
        }

        FramesOut++;
        Flush();
        return true;
    }

    /// <summary>Writes what waits, as far as it goes: when the poll loop finds the descriptor writable.</summary>
    public void Flush()
    {
        while (EndReason is null && !_backlog.IsEmpty)
        {
            switch (_connection.Write(_backlog.Octets, out int count))
            {
                case IoResult.Done:
                    _backlog.Written(count);
                    break;
                case IoResult.WouldBlock:
                    return;
                default:
                    End("QEMU closed it");
                    return;
            }
        }
    }

    public void Dispose()
    {
        EndReason ??= "the lab closed it";
        _connection.Dispose();
    }

    private bool Fill()
    {
        if (EndReason is not null)
        {
            return false;
        }

        if (_framer.Failure is { } failure)
        {
            End(failure);
            return false;
        }

        switch (_connection.Read(_framer.Room(), out int count))
        {
            case IoResult.Done:
                _framer.Filled(count);
                return true;
            case IoResult.WouldBlock:
                return false;
            default:
                End(_framer.IsAmidst ? "QEMU closed it within a frame" : "QEMU closed it");
                return false;
        }
    }

    private void End(string reason) => EndReason = reason;
}
