using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Router.Hal.Linux.Blocks;
using Router.Slots;
using Router.Slots.Management;

namespace Router.Boards.Init.Management;

/// <summary>
/// Writes a slot and reads it back, on a thread of its own: a card takes its time, and the board forwards meanwhile.
/// </summary>
public sealed class SlotWriter : IDisposable
{
    // What waits to be written: 2 MiB.
    private const int MostWaiting = 64;

    // So much at once to the medium: a card that is told to take everything at the end is silent for minutes.
    private const int Stretch = 4 * 1024 * 1024;
    private const int ReadSize = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = [];
    private readonly SemaphoreSlim _more = new(0);
    private readonly string _device;
    private readonly long _length;
    private readonly string _hash;
    private readonly Thread _thread;
    private UpdateProgress _progress = new(UpdateStep.Writing, 0);
    private string? _error;
    private bool _isDone;
    private volatile bool _isCancelled;

    /// <param name="device">The slot's partition, or a file that stands for one.</param>
    /// <param name="length">Octets that will come.</param>
    /// <param name="hash">Their SHA-256, hexadecimal digits.</param>
    public SlotWriter(string device, long length, string hash)
    {
        (_device, _length, _hash) = (device, length, hash);
        _thread = new Thread(Run) { IsBackground = true, Name = "slot" };
        _thread.Start();
    }

    /// <summary>How far it is.</summary>
    public UpdateProgress Progress => Locked(() => _progress);

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Error => Locked(() => _error);

    /// <summary>Written, read back, and right.</summary>
    public bool IsDone => Locked(() => _isDone);

    /// <summary><see cref="Add"/> may be called.</summary>
    public bool HasRoom => Locked(() => _waiting.Count < MostWaiting);

    /// <summary>The next octets.</summary>
    public void Add(byte[] octets)
    {
        lock (_lock)
        {
            _waiting.Enqueue(octets);
        }

        _more.Release();
    }

    /// <summary>Ends where it is.</summary>
    public void Dispose()
    {
        _isCancelled = true;
        _more.Release();
        _thread.Join();
        _more.Dispose();
    }

    private T Locked<T>(Func<T> get)
    {
        lock (_lock)
        {
            return get();
        }
    }

    private void Run()
    {
        string? error;
        try
        {
            using BlockFile file = File.GetAttributes(_device).HasFlag(FileAttributes.Device)
                || _device.StartsWith("/dev/", StringComparison.Ordinal)
                ? BlockFile.OpenDevice(_device)
                : BlockFile.OpenFile(_device);
            error = file.Length < _length
                ? $"the slot has room for {file.Length} octets, the image needs {_length}"
                : Write(file) ?? Check(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.Message;
        }

        lock (_lock)
        {
            _error = error;
            _isDone = error is null;
        }
    }

    private string? Write(BlockFile file)
    {
        ImageHash hash = new();
        for (long at = 0, flushed = 0; at < _length;)
        {
            _more.Wait();
            if (_isCancelled)
            {
                return "cancelled";
            }

            byte[] octets = Locked(_waiting.Dequeue);
            file.Write(at, octets);
            hash.Add(octets);
            at += octets.Length;
            if (at - flushed >= Stretch || at == _length)
            {
                file.Flush();
                flushed = at;
                Locked(() => _progress = new UpdateProgress(UpdateStep.Writing, at));
            }
        }

        return Convert.ToHexStringLower(hash.End()) == _hash ? null
            : "what came is not what the manifest says: the image is damaged, or was changed under way";
    }

    private string? Check(BlockFile file)
    {
        ImageHash hash = new();
        byte[] octets = new byte[ReadSize];
        for (long at = 0; at < _length;)
        {
            if (_isCancelled)
            {
                return "cancelled";
            }

            Span<byte> some = octets.AsSpan(0, (int)long.Min(ReadSize, _length - at));
            file.Read(at, some);
            hash.Add(some);
            at += some.Length;
            Locked(() => _progress = new UpdateProgress(UpdateStep.Checking, at));
        }

        return Convert.ToHexStringLower(hash.End()) == _hash ? null
            : $"{_device} does not hold what was written to it: the card is worn out";
    }
}
