using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Router.Bgp;
using Router.Boards.Init.Health;
using Router.Boards.Init.Slots;
using Router.Calico.Run;
using Router.Node;
using Router.Slots;
using Router.Slots.Management;
using Router.Wire;

namespace Router.Boards.Init.Management;

/// <summary>
/// What the board's node does about updates: takes one image at a time into the slot that does not run, notes which
/// peers were up, and asks for a new start.
/// </summary>
public sealed class BoardUpdates
{
    // The last words of a connection are on their way.
    private static readonly Duration s_farewell = Duration.FromSeconds(1);

    private readonly ApplianceFile _appliance;
    private readonly Board _board;
    private readonly BoardSlots? _slots;
    private readonly string? _device;
    private readonly string? _data;
    private readonly string _start;
    private bool _isBusy;
    private bool _isEnding;
    private Instant _endAt = Instant.Never;
    private Instant _now;

    /// <param name="appliance">What the image knows of the board; names who may manage it.</param>
    /// <param name="board">The node.</param>
    /// <param name="slots">The slots; null where the board has none that can be changed.</param>
    /// <param name="device">The partition of the slot that does not run.</param>
    /// <param name="data">The folder of what outlives a start; null: there is none.</param>
    /// <param name="start">Names this start of the node.</param>
    public BoardUpdates(ApplianceFile appliance, Board board, BoardSlots? slots, string? device, string? data,
        string start)
    {
        (_appliance, _board, _slots, _device, _data, _start) = (appliance, board, slots, device, data, start);
        Key = new VerifyingKey(appliance.ManagementKey.Span);
    }

    /// <summary>Who may come in.</summary>
    public VerifyingKey Key { get; }

    /// <summary>When <see cref="Poll"/> has something to do.</summary>
    public Instant PollAt => _isEnding && _endAt == Instant.Never ? _now : _endAt;

    public BoardHello Hello(byte[] nonce) => new()
    {
        Nonce = nonce,
        Board = _appliance.Board,
        Version = _appliance.Version,
        Node = _board.Name,
        Start = _start,
        Slot = _slots?.Running,
        IsTrial = IsTrial,
        Last = Record?.ToString() ?? string.Empty,
    };

    /// <summary>For <c>show system</c>, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Describe()
    {
        List<KeyValuePair<string, string>> lines =
        [
            new("board", _appliance.Board), new("version", _appliance.Version),
        ];
        if (_slots is null)
        {
            lines.Add(new("slot", "none"));
            return lines;
        }

        lines.Add(new("slot", _slots.Running.Letter() + (IsTrial ? ", on trial" : string.Empty)));
        try
        {
            SlotState state = _slots.Read();
            string good = (state.IsGoodA ? "a" : string.Empty) + (state.IsGoodB ? "b" : string.Empty);
            lines.Add(new("slots", $"{state.Active.Letter()} boots, good: {good}, starts: {state.Attempts}"
                + (state.Trial is { } trial ? $", {trial.Letter()} is tried next" : string.Empty)));
        }
        catch (IOException e)
        {
            lines.Add(new("slots", e.Message));
        }

        lines.Add(new("last update", Record?.ToString() ?? "none"));
        return lines;
    }

    /// <summary>The same as text.</summary>
    public string Status()
    {
        StringBuilder text = new();
        foreach ((string name, string value) in Describe())
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    public void Tell(string text) =>
        _board.Host.Tell(new LogEntry(_now, LogLevel.Warning, "update", text), null);

    /// <summary>Why no update can begin now; null: one can.</summary>
    public string? RefusalNow() =>
        _slots is null || _device is null
            ? "this board has no slots that can be changed: it was not started by a boot loader that knows them"
        : IsTrial ? "the image that runs is on trial itself: wait until it was kept"
        : _isBusy || _isEnding ? "another update is under way"
        : _data is null ? "the board has no data partition, where the peers that are up are noted: flash it anew"
        : null;

    /// <summary>Begins to write; or the reason why not.</summary>
    public string? TryBegin(ManagementRequest request, ReadOnlySpan<byte> block, out BoardUpdate? update)
    {
        update = null;
        if (RefusalNow() is { } now)
        {
            return now;
        }

        if (UpdateRules.Refusal(_appliance, block, request.Manifest.Span, request.IsOlderAllowed,
            out ImageManifest? manifest, out ImagePart? part) is { } refusal)
        {
            return refusal;
        }

        try
        {
            _slots!.BeginWriting();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return e.Message;
        }

        Tell($"slot {_slots.Running.Other().Letter()} is written with {manifest!.Version}");
        _isBusy = true;
        update = new BoardUpdate(manifest, part!.Length, new SlotWriter(_device!, part.Length, part.Hash),
            () => _isBusy = false);
        return null;
    }

    /// <summary>The slot is right: it is tried by the next start, which comes soon.</summary>
    /// <exception cref="IOException">It cannot be noted; the slot that runs goes on.</exception>
    public Slot End(BoardUpdate update)
    {
        Slot slot = _slots!.Running.Other();
        new UpdateRecord
        {
            Slot = slot,
            Version = update.Manifest.Version,
            From = _appliance.Version,
            Peers = [.. _board.Speaker.Peers().Where(static peer => peer.State == BgpState.Established
                && peer.Options.RemoteAddress.IsV4).Select(static peer => peer.Options.RemoteAddress.V4)],
        }.WriteTo(_data!);
        _slots.BeginTrial();
        Tell($"slot {slot.Letter()} is written: the machine starts it on trial");
        _isEnding = true;
        return slot;
    }

    public void Poll(Instant now)
    {
        _now = now;
        if (_isEnding && _endAt == Instant.Never)
        {
            _endAt = now + s_farewell;
        }

        if (now >= _endAt)
        {
            _endAt = Instant.Never;
            _isEnding = false;
            _board.EndMachine?.Invoke(true);
        }
    }

    // The first process ends the trial, on the disk; what the node was told at its start holds until then.
    private bool IsTrial => _slots is { IsTrial: true } && Record is not { Outcome: UpdateOutcome.Kept };

    private UpdateRecord? Record => _data is null ? null : UpdateRecord.ReadFrom(_data);
}
