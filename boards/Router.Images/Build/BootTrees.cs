using System.IO;
using Router.Images.Build.Loaders;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>What goes into the boot partition and into a slot, as two folders.</summary>
internal sealed class BootTrees
{
    public BootTrees(string folder)
    {
        Boot = Directory.CreateDirectory(Path.Combine(folder, "boot")).FullName;
        Slot = Directory.CreateDirectory(Path.Combine(folder, "slot")).FullName;
    }

    public string Boot { get; }

    public string Slot { get; }

    public void AddSlot(SlotFiles slot)
    {
        File.Copy(slot.Kernel, Path.Combine(Slot, SlotFiles.KernelName));
        File.Copy(slot.Initramfs, Path.Combine(Slot, SlotFiles.InitramfsName));
        if (slot.DeviceTree is not null)
        {
            File.Copy(slot.DeviceTree, Path.Combine(Slot, SlotFiles.DeviceTreeName));
        }
    }

    /// <summary>A card as it is flashed: slot A boots, slot B is empty.</summary>
    public void AddSlotState() =>
        File.WriteAllBytes(Path.Combine(Boot, SlotBlock.FileName), SlotBlock.Write(SlotState.Fresh));

    public void AddGrub(SlotFiles slot)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Boot, GrubScript.Folder)).FullName;
        File.WriteAllText(Path.Combine(folder, "grub.cfg"), GrubScript.Main);
        File.WriteAllText(Path.Combine(Slot, "grub.cfg"), GrubScript.ForSlot(slot.CommandLine));
    }
}
