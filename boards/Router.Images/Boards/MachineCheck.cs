using System.Linq;

namespace Router.Images.Boards;

/// <summary>Tells of a mistake at a place in the file.</summary>
internal delegate void BoardMistake(string message, string expected, params object[] path);

/// <summary>Whether <c>qemu</c> fits the board.</summary>
internal sealed class MachineCheck(Board board, BoardMistake error)
{
    public void Run()
    {
        BoardMachine qemu = board.Qemu;
        if (!qemu.Exists)
        {
            if (qemu.Reason is null)
            {
                error("no machine, and no reason", "reason: why QEMU has none", "qemu");
            }

            if (qemu.Nic is not null || qemu.Full.Count > 0)
            {
                error("no machine, and yet more about it", "machine: none with reason alone", "qemu");
            }

            return;
        }

        if (qemu.Reason is not null)
        {
            error("a machine, and a reason to have none", "note: for what differs", "qemu", "reason");
        }

        if (qemu.DeviceTree.Count > 0 && board.Kernel.Dtb is null)
        {
            error("'deviceTree' without 'dtb'", "a dtb to change", "qemu", "deviceTree");
        }

        if (qemu.Nic is { } nic)
        {
            Check(nic);
        }
        else
        {
            error("a machine without a NIC", "nic: { device: virtio-net-pci }", "qemu");
        }

        CheckFull();
    }

    private void Check(MachineNics nic)
    {
        for (int i = 0; i < nic.Names.Count; i++)
        {
            string name = nic.Names[i];
            if (board.Nics.FirstOrDefault(known => known.Name == name) is not { } known)
            {
                error($"the board has no NIC '{name}'", "one of " + string.Join(", ", board.Nics.Select(n => n.Name)),
                    "qemu", "nic", "names", i);
            }
            else if (MachineNics.DriverOf(nic.Device) is { } driver && !known.Driver.Contains(driver))
            {
                error($"{name} would not be found: QEMU's {nic.Device} is driven by {driver}",
                    $"{driver} in its 'driver', or names: without {name}", "qemu", "nic", "device");
            }
        }

        // QEMU's usb-net has no way to tell of its link.
        if (nic.Device == "usb-net" && nic.Carrier != CarrierLoss.Unplug)
        {
            error("usb-net cannot show that its link is down", "carrier: unplug", "qemu", "nic", "carrier");
        }

        if (nic.Device != MachineNics.Onboard && nic.Skip > 0)
        {
            error("'skip' without soldered NICs", "device: onboard", "qemu", "nic", "skip");
        }
    }

    private void CheckFull()
    {
        for (int i = 0; i < board.Qemu.Full.Count; i++)
        {
            FullBoot full = board.Qemu.Full[i];
            bool fits = full switch
            {
                FullBoot.Uefi => board.Boot.Firmware.Contains(PcFirmware.Uefi),
                FullBoot.Bios => board.Boot.Firmware.Contains(PcFirmware.Bios),
                _ => board.Boot.Chain != BootChain.Grub,
            };
            if (!fits)
            {
                error("the image does not boot so", board.Boot.Chain == BootChain.Grub
                    ? "uefi or bios as in boot: firmware" : "extract", "qemu", "full", i);
            }
        }
    }
}
