using System;
using System.Collections.Generic;
using System.IO;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>The power is gone: whoever goes on after this would not in reality.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>
/// A disk with a cache, and a plug that is pulled. Of what was not flushed by then some sectors arrived, whichever;
/// of what was flushed, all.
/// </summary>
internal sealed class PowerCutTarget(byte[] old, int pullAt, int seed) : IFlashTarget
{
    private readonly byte[] _medium = [.. old];
    private readonly byte[] _seen = [.. old];
    private readonly List<int> _dirty = [];
    private readonly Random _chance = new(seed);
    private bool _dead;

    public long Length => _medium.Length;

    /// <summary>Writes and flushes so far.</summary>
    public int Steps { get; private set; }

    public byte[] Medium => _medium;

    public void Write(long offset, ReadOnlySpan<byte> octets)
    {
        StepBegins(); // the cut comes amid this write: its sectors are among those that may have arrived
        octets.CopyTo(_seen.AsSpan((int)offset));
        for (int at = (int)offset; at < offset + octets.Length; at += FlashPlan.Sector)
        {
            _dirty.Add(at);
        }

        PullIfDue();
    }

    public void Read(long offset, Span<byte> octets)
    {
        if (_dead)
        {
            throw new IOException("no device");
        }

        _seen.AsSpan((int)offset, octets.Length).CopyTo(octets);
    }

    public void Flush()
    {
        StepBegins();
        PullIfDue();
        Arrive(_ => true);
    }

    private void StepBegins()
    {
        if (_dead)
        {
            throw new IOException("no device");
        }

        Steps++;
    }

    private void PullIfDue()
    {
        if (Steps == pullAt)
        {
            int share = _chance.Next(0, 101); // nothing, all, or anything between
            Arrive(_ => _chance.Next(0, 100) < share);
            _dead = true;
            throw new PowerCutException();
        }
    }

    private void Arrive(Predicate<int> arrives)
    {
        foreach (int sector in _dirty)
        {
            if (arrives(sector))
            {
                _seen.AsSpan(sector, FlashPlan.Sector).CopyTo(_medium.AsSpan(sector));
            }
        }

        _dirty.Clear();
    }
}
