using System;

namespace Router.Images.Flash;

/// <summary>
/// What is written in which order. The first block holds partition table and boot code; a disk's last one the second
/// partition table, from which UEFI starts too when the first is missing (UEFI 2.10 §5.3.2). Both are emptied before
/// anything else is written. The image's own last block and its first one, of that the first sector last, are written
/// once all between them was read back: so no interruption leaves a part of an image that starts.
/// </summary>
public sealed class FlashPlan
{
    public const int Sector = 512;

    /// <summary>Holds the MBR or GPT and the boot code behind it; our first partition begins here.</summary>
    public const int Block = 1 << 20;

    public FlashPlan(long imageLength, long targetLength)
    {
        if (Unfit(imageLength, targetLength) is { } reason)
        {
            throw new FlashRefusedException(reason);
        }

        ImageLength = imageLength;
        TargetLength = targetLength;
    }

    public long ImageLength { get; }

    public long TargetLength { get; }

    public int HeadLength => (int)Math.Min(Block, ImageLength);

    public int TailLength => (int)Math.Min(Block, ImageLength - HeadLength);

    public long TailStart => ImageLength - TailLength;

    /// <summary>The disk's last block, which may overlap the image's.</summary>
    public long TargetEndStart => Math.Max(HeadLength, TargetLength - Block);

    /// <summary>Why an image of this length cannot be written to a target of that length; null if it can.</summary>
    public static string? Unfit(long imageLength, long targetLength)
    {
        if (imageLength == 0)
        {
            return "the image is empty";
        }

        if (imageLength % Sector != 0)
        {
            return $"the image has {imageLength} bytes, which is no multiple of {Sector}: it is cut off, or not an "
                + "image of a disk";
        }

        return imageLength > targetLength
            ? $"the image needs {Sizes.Text(imageLength)} ({imageLength} bytes), and only "
                + $"{Sizes.Text(targetLength)} ({targetLength} bytes) are there"
            : null;
    }
}
