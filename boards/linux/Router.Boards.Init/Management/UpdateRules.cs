using System;
using Router.Slots;

namespace Router.Boards.Init.Management;

/// <summary>Which image a board takes. Looks at nothing but its arguments.</summary>
public static class UpdateRules
{
    /// <summary>Why the board does not take it; null: it does.</summary>
    /// <param name="appliance">The board.</param>
    /// <param name="block">The manifest block that came.</param>
    /// <param name="wanted">The hash of the one that the request was signed for.</param>
    /// <param name="isOlderAllowed">An image that was built earlier is taken.</param>
    /// <param name="manifest">What the block says, where it is taken.</param>
    /// <param name="part">The slot's part of it.</param>
    public static string? Refusal(ApplianceFile appliance, ReadOnlySpan<byte> block, ReadOnlySpan<byte> wanted,
        bool isOlderAllowed, out ImageManifest? manifest, out ImagePart? part)
    {
        part = null;
        manifest = null;
        if (!ImageHash.Of(block).AsSpan().SequenceEqual(wanted))
        {
            return "the manifest is not the one that the request was signed for";
        }

        if (!ManifestBlock.TryRead(block, out ImageManifest? read, out string error))
        {
            return error;
        }

        if (appliance.UpdateKey.Length == 0)
        {
            return "this board takes no updates: its image names no key that may sign them";
        }

        if (!read!.Key.Octets.SequenceEqual(appliance.UpdateKey.Span))
        {
            return $"the image is signed by {read.Key}; this board takes images signed by "
                + $"{Convert.ToHexStringLower(appliance.UpdateKey.Span)} alone: build it with the board's own keys";
        }

        if (read.Board != appliance.Board)
        {
            return $"the image is for the board {read.Board}; this is {appliance.Board}";
        }

        if (read.Built < appliance.Built && !isOlderAllowed)
        {
            return $"the image {read.Version} was built before the one that runs ({appliance.Version}): "
                + "--allow-older takes it all the same";
        }

        foreach (ImagePart each in read.Parts)
        {
            if (each.Name == ImagePart.SlotA)
            {
                (manifest, part) = (read, each);
                return null;
            }
        }

        return "the image has no slot";
    }
}
