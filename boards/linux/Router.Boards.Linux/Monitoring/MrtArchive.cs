using System;
using System.Globalization;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Calico.Run;
using Router.Wire;

namespace Router.Boards.Linux.Monitoring;

/// <summary>
/// MRT files: each interval one of what peers said in it, and the table at its end. A file gets its name, with the time
/// at which it begins, when it is whole.
/// </summary>
internal sealed class MrtArchive : IDisposable
{
    private const int SlotsPerTurn = 1024;

    private readonly BgpSpeaker _speaker;
    private readonly WallClock _clock;
    private readonly MonitoringSettings _settings;
    private readonly Action<string> _warn;
    private readonly OctetBuffer _tableOctets = new();
    private PartialFile? _updatesFile;
    private PartialFile? _tableFile;
    private MrtTableDump? _dump;
    private Instant _begun;
    private Instant _tableTime;
    private bool _isBroken;

    public MrtArchive(
        BgpSpeaker speaker, WallClock clock, MonitoringSettings settings, Action<string> warn, Instant now)
    {
        _speaker = speaker;
        _clock = clock;
        _settings = settings;
        _warn = warn;
        _begun = now;
        Updates = settings.MrtUpdates is null ? null : new MrtUpdates(speaker, clock);
    }

    /// <summary>To be given to the speaker, or null.</summary>
    public MrtUpdates? Updates { get; }

    public Instant PollAt() => _dump is not null || Updates?.Output.Count > 0
        ? Instant.Zero
        : _begun + _settings.MrtInterval;

    public void Poll(Instant now)
    {
        WriteUpdates();
        if (now >= _begun + _settings.MrtInterval)
        {
            Rotate(now);
        }

        WriteTable();
    }

    public void Dispose()
    {
        WriteUpdates();
        FinishUpdates();
        _tableFile?.Dispose();
    }

    private void Rotate(Instant now)
    {
        FinishUpdates();
        _begun = now;
        _isBroken = false;
        if (_settings.MrtTables is { } tables && _dump is null)
        {
            _tableTime = now;
            if (PartialFile.TryCreate(tables, out _tableFile, out string? reason))
            {
                _dump = new MrtTableDump(_speaker, _clock, now);
            }
            else
            {
                Fail(reason);
            }
        }
    }

    private void WriteUpdates()
    {
        if (Updates is not { Output: { Count: > 0 } output })
        {
            return;
        }

        string? reason = null;
        if (_updatesFile is null && !_isBroken
            && !PartialFile.TryCreate(_settings.MrtUpdates!, out _updatesFile, out reason))
        {
            Fail(reason);
        }

        if (_updatesFile is { } file && !file.TryWrite(output.Pending, out reason))
        {
            Fail(reason);
            _updatesFile = null;
            file.Dispose();
        }

        output.Clear();
    }

    private void FinishUpdates()
    {
        if (_updatesFile is { } file)
        {
            if (!file.TryFinish(NameOf(_settings.MrtUpdates!, _begun), out string? reason))
            {
                Fail(reason);
            }

            file.Dispose();
            _updatesFile = null;
        }
    }

    private void WriteTable()
    {
        if (_dump is not { } dump || _tableFile is not { } file)
        {
            return;
        }

        dump.Write(_tableOctets, SlotsPerTurn);
        bool isWritten = file.TryWrite(_tableOctets.Pending, out string? reason);
        _tableOctets.Clear();
        if (isWritten && !dump.IsOver)
        {
            return;
        }

        if (!isWritten || !file.TryFinish(NameOf(_settings.MrtTables!, _tableTime), out reason))
        {
            Fail(reason!);
        }

        file.Dispose();
        _tableFile = null;
        _dump = null;
    }

    // Once an interval: a full disk is not a reason to fill the log too.
    private void Fail(string reason)
    {
        if (!_isBroken)
        {
            _warn($"mrt: {reason}; trying again in the next interval");
        }

        _isBroken = true;
    }

    // As collectors name theirs: updates.20261123.1415.
    private string NameOf(string path, Instant at) =>
        path + DateTime.UnixEpoch.AddSeconds(_clock.Seconds(at))
            .ToString(_settings.MrtInterval < Duration.FromSeconds(60) ? "'.'yyyyMMdd'.'HHmmss" : "'.'yyyyMMdd'.'HHmm",
                CultureInfo.InvariantCulture);
}
