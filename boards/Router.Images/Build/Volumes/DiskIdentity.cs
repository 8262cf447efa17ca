using System;
using System.Globalization;
using System.Text;
using Router.Images.Boards;
using Router.Slots;

namespace Router.Images.Build.Volumes;

/// <summary>
/// Ids of an image's disk and of what is on it. They follow from the board's name and the key that signs its images, so
/// that an update, which replaces one slot, finds the disk that an earlier image made.
/// </summary>
public sealed class DiskIdentity(Board board, VerifyingKey key)
{
    /// <summary>A GPT's GUID or the 8 hexadecimal digits of an MBR's signature.</summary>
    public string Disk => board.Image.Table == PartitionTable.Gpt ? Of("disk") : Serial("disk");

    /// <summary>A GUID for something on the disk.</summary>
    public string Of(string what)
    {
        byte[] octets = Hash(what)[..16];

        // RFC 9562 §5.8: version 8, an id of a maker's own making.
        octets[6] = (byte)((octets[6] & 0x0f) | 0x80);
        octets[8] = (byte)((octets[8] & 0x3f) | 0x80);
        return new Guid(octets, bigEndian: true).ToString("D").ToUpperInvariant();
    }

    /// <summary>8 hexadecimal digits for something on the disk, not all zeros.</summary>
    public string Serial(string what) =>
        (BitConverter.ToUInt32(Hash(what)) | 1).ToString("x8", CultureInfo.InvariantCulture);

    private byte[] Hash(string what) => ImageHash.Of(Encoding.UTF8.GetBytes($"router {what}\n{board.Name}\n{key}\n"));
}
