using System;
using System.IO;
using Router.Boards.Init.Health;
using Router.Hal.Linux.Machine;
using Router.Slots;
using Router.Wire;

namespace Router.Boards.Init.Slots;

/// <summary>
/// What the first process does about the slots: tells which one runs, watches its trial, counts its crashes, and says
/// when the other one has its turn.
/// </summary>
internal sealed class SlotKeeper(ApplianceFile appliance, DataDisk data, InitLog log)
{
    /// <summary>How the node says how it is, beside the words of sd_notify(3).</summary>
    public const string HealthWord = "X_ROUTER_HEALTH=";

    /// <summary>The environment variables by which the node knows its slot and its disk.</summary>
    public const string SlotVariable = "ROUTER_SLOT";

    public const string TrialVariable = "ROUTER_TRIAL";
    public const string DiskVariable = "ROUTER_DISK";

    private const string TryBoot = "0 tryboot";
    private const int BootPartition = 1;

    private BoardSlots? _slots;
    private TrialWatch? _trial;

    /// <summary>When <see cref="Poll"/> has something to do.</summary>
    public Instant PollAt => _trial?.Deadline ?? Instant.Never;

    /// <summary>For the node's environment.</summary>
    public string[] Variables => _slots is null ? []
    :
    [
        $"{SlotVariable}={_slots.Running.Letter()}", $"{DiskVariable}={data.Disk}",
        .. _slots.IsTrial ? (string[])[TrialVariable + "=1"] : [],
    ];

    /// <summary>True: the machine has to start again at once.</summary>
    public bool Start(Instant now)
    {
        if (appliance.Chain == BootChain.None || data.Disk is null)
        {
            return false;
        }

        if (appliance.Chain == BootChain.UBoot)
        {
            log.Write("slots: not implemented for boards that start by U-Boot: this board cannot be updated");
            return false;
        }

        if (RunningSlot.Find() is not { } running || data.Partition(BootPartition) is not { } device)
        {
            log.Write("slots: nobody said which slot this is: it cannot be updated, and crashes go on in it");
            return false;
        }

        try
        {
            _slots = BoardSlots.Start(new SlotStore(device, appliance.Chain), appliance.Chain, running);
        }
        catch (IOException e)
        {
            log.Write($"slots: {e.Message}");
            _slots = running.IsTrial
                ? new BoardSlots(new SlotStore(device, appliance.Chain), running.Slot, isTrial: true)
                : null;
        }

        if (_slots is null)
        {
            return false;
        }

        log.Write($"slot {_slots.Running.Letter()}, version {appliance.Version}"
            + (_slots.IsTrial ? $", on trial for {appliance.HealthLimit} s" : string.Empty));
        if (_slots.IsTrial)
        {
            _trial = new TrialWatch(now + Duration.FromSeconds(appliance.HealthLimit));
        }
        else
        {
            NoteReturn();
        }

        return _slots.IsOver;
    }

    public void OnReady()
    {
        _trial?.OnReady();
        Try(() => _slots?.Ready());
    }

    public void OnHealth(string text) => _trial?.OnHealth(text);

    /// <summary>True: the machine has to start again, with the other slot.</summary>
    public bool OnCrash(NodeSupervisor supervisor, ProcessEnd end)
    {
        if (_trial is not null)
        {
            _trial.OnCrash(supervisor.Crashes, end.ToString());
            return false;
        }

        bool goes = false;
        if (supervisor.MustGiveUp && _slots is not null && Try(() => goes = _slots.GiveUp()) && goes)
        {
            log.Write($"the node ended {supervisor.Crashes} times in a row: slot {_slots.Running.Letter()} is "
                + $"given up, slot {_slots.Running.Other().Letter()} has its turn");
        }

        return goes;
    }

    /// <summary>True: the trial went wrong, and the machine has to start again.</summary>
    public bool Poll(Instant now)
    {
        _trial?.Poll(now);
        switch (_trial?.End)
        {
            case TrialEnd.Keep when Try(_slots!.Keep):
                _trial = null;
                log.Write($"the trial went well: slot {_slots.Running.Letter()} is kept");
                Note(static record => record with { Outcome = UpdateOutcome.Kept });
                return false;
            case TrialEnd.Keep:
                Note(static record => record with
                {
                    Outcome = UpdateOutcome.WentBack,
                    Reason = "it was well, but the boot partition could not be written",
                });
                return true;
            case TrialEnd.GoBack:
                log.Write($"the trial failed: {_trial.Reason}");
                Note(record => record with { Outcome = UpdateOutcome.WentBack, Reason = _trial.Reason });
                return true;
            default:
                return false;
        }
    }

    /// <summary>Starts the machine again, into the slot whose turn it is.</summary>
    public void Reboot()
    {
        bool isTryBoot = false;
        if (appliance.Chain == BootChain.RaspberryPi && _slots is { IsTrial: false })
        {
            Try(() => isTryBoot = _slots.Read().Trial is not null);
        }

        if (isTryBoot)
        {
            Power.Reboot(TryBoot);
        }
        else
        {
            Power.Reboot();
        }
    }

    // The new system ended without a word, by a panic or a lost plug: nobody but the old one can say so.
    private void NoteReturn()
    {
        UpdateRecord? record = data.IsMounted ? UpdateRecord.ReadFrom(DataDisk.Folder) : null;
        if (record is not { Outcome: UpdateOutcome.Pending })
        {
            return;
        }

        if (record.Slot == _slots!.Running)
        {
            Note(static record => record with { Outcome = UpdateOutcome.Kept });
            return;
        }

        bool isOpen = true;
        if (Try(() => isOpen = _slots.Read().Trial is not null) && !isOpen)
        {
            Note(static record => record with
            {
                Outcome = UpdateOutcome.WentBack,
                Reason = "it ended before it could say how it was: a panic, a reset by the watchdog, or no power",
            });
            log.Write("the last update was not kept");
        }
    }

    private void Note(Func<UpdateRecord, UpdateRecord> change) => Try(() =>
    {
        if (data.IsMounted && UpdateRecord.ReadFrom(DataDisk.Folder) is { } record)
        {
            change(record).WriteTo(DataDisk.Folder);
        }
    });

    private bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write($"slots: {e.Message}");
            return false;
        }
    }
}
