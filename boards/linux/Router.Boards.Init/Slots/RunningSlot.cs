using System;
using System.Buffers.Binary;
using System.IO;
using Router.Slots;

namespace Router.Boards.Init.Slots;

/// <summary>Which slot this system was started from, as who started it says.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="IsTrial">It boots this once; said by GRUB alone.</param>
public readonly record struct RunningSlot(Slot Slot, bool IsTrial)
{
    private const string PartitionFile = "/proc/device-tree/chosen/bootloader/partition";
    private const string SlotWord = "router.slot=";
    private const string TrialWord = "router.trial=1";

    /// <summary>Null where nobody says so, as on a machine whose kernel was started without a boot loader.</summary>
    public static RunningSlot? Find()
    {
        string words = File.Exists("/proc/cmdline") ? File.ReadAllText("/proc/cmdline") : string.Empty;
        byte[] partition = File.Exists(PartitionFile) ? File.ReadAllBytes(PartitionFile) : [];
        return Find(words, partition);
    }

    /// <param name="commandLine">The kernel's.</param>
    /// <param name="partition">What a Raspberry Pi's firmware left in the device tree, big-endian; or nothing.</param>
    public static RunningSlot? Find(string commandLine, ReadOnlySpan<byte> partition)
    {
        string[] words = commandLine.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        bool isTrial = Array.IndexOf(words, TrialWord) >= 0;
        foreach (string word in words)
        {
            if (word.StartsWith(SlotWord, StringComparison.Ordinal)
                && SlotExtensions.TryParse(word[SlotWord.Length..], out Slot slot))
            {
                return new RunningSlot(slot, isTrial);
            }
        }

        int number = partition.Length == 4 ? BinaryPrimitives.ReadInt32BigEndian(partition) : 0;
        return number == Slot.A.Partition() ? new RunningSlot(Slot.A, isTrial)
            : number == Slot.B.Partition() ? new RunningSlot(Slot.B, isTrial)
            : null;
    }
}
