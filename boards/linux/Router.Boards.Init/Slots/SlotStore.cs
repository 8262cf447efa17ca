using System;
using System.IO;
using Router.Slots;

namespace Router.Boards.Init.Slots;

/// <summary>
/// The state of the slots where it is kept: <c>slots.env</c> of the boot partition, on a Raspberry Pi beside
/// <c>autoboot.txt</c>, which its firmware goes by. Each change is one sector, or one of each file.
/// </summary>
/// <param name="device">The boot partition's.</param>
/// <param name="chain">Who loads the kernel.</param>
public sealed class SlotStore(string device, BootChain chain)
{
    /// <exception cref="IOException">It cannot be read.</exception>
    public SlotState Read()
    {
        using BootFile file = new(device, SlotBlock.FileName);
        return Read(file);
    }

    /// <summary>
    /// Makes one step from what is there, and gives what is there then. Nobody else changes it meanwhile.
    /// </summary>
    /// <param name="step">Null changes nothing.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public SlotState Change(Func<SlotState, SlotState?> step)
    {
        SlotState old;
        SlotState? next;
        using (BootFile file = new(device, SlotBlock.FileName))
        {
            old = Read(file);
            next = step(old);
            if (next is null)
            {
                return old;
            }

            if (chain != BootChain.RaspberryPi || next.Active == old.Active)
            {
                file.Rewrite(SlotBlock.Write(next));
                return next;
            }
        }

        // What the firmware goes by first: with the power gone in between, Reconcile takes it over.
        PointTo(next.Active);
        using BootFile last = new(device, SlotBlock.FileName);
        last.Rewrite(SlotBlock.Write(next));
        return next;
    }

    /// <summary>On a Raspberry Pi: the slot that boots is the one that <c>autoboot.txt</c> names.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Slot ReadFirmwareChoice()
    {
        using BootFile file = new(device, AutoBoot.FileName);
        return AutoBoot.TryRead(file.Read(), out Slot active)
            ? active
            : throw new IOException($"{AutoBoot.FileName} on {device}: does not name both slots");
    }

    private void PointTo(Slot active)
    {
        using BootFile file = new(device, AutoBoot.FileName);
        file.Rewrite(AutoBoot.Write(file.Read(), active)
            ?? throw new IOException($"{AutoBoot.FileName} on {device}: does not name both slots"));
    }

    private SlotState Read(BootFile file) => SlotBlock.TryRead(file.Read(), out SlotState state)
        ? state
        : throw new IOException($"{SlotBlock.FileName} on {device}: not the state of slots");
}
