using Router.Images.Boards;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>What an image is made of.</summary>
public sealed record ImageRequest
{
    public required Board Board { get; init; }

    public required NodeFolder Node { get; init; }

    public required ImageKeys Keys { get; init; }

    public required ImageVersion Version { get; init; }

    /// <summary>The file to be; what is there is replaced when the image is whole.</summary>
    public required string Output { get; init; }
}

/// <summary>How an image came out.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Slot">What boots, in the folder that the builder was given; gone after it.</param>
public sealed record BuiltImage(ImageManifest Manifest, SlotSizes Slot);

/// <summary>Octets of what boots.</summary>
public sealed record SlotSizes(long Kernel, long Initramfs);
