using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Router.Boards.Init;

/// <summary>
/// By what a disk is known wherever it is plugged in: the disk GUID of a GPT (UEFI 2.10 §5.3.2), or the 32-bit
/// signature of an MBR.
/// </summary>
public readonly record struct DiskId
{
    /// <summary>Octets from a disk's start that hold it, whatever its sector's size (512 or 4096).</summary>
    public const int HeadSize = 2 * 4096;

    private const int SignatureAt = 440;
    private const int MagicAt = 510;
    private const int FirstTypeAt = 450;
    private const int EntrySize = 16;
    private const byte ProtectiveType = 0xee;
    private const int GuidAt = 56;

    private readonly Guid _guid;
    private readonly uint _signature;

    private DiskId(Guid guid, uint signature) => (_guid, _signature) = (guid, signature);

    /// <summary>A GUID with hyphens, or 8 hexadecimal digits.</summary>
    public static bool TryParse(string text, out DiskId id)
    {
        id = default;
        if (Guid.TryParseExact(text, "D", out Guid guid) && guid != Guid.Empty)
        {
            id = new DiskId(guid, 0);
        }
        else if (text.Length == 8
            && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint signature)
            && signature != 0)
        {
            id = new DiskId(Guid.Empty, signature);
        }

        return id != default;
    }

    /// <summary>What a disk's first octets say; false where they hold neither table.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out DiskId id)
    {
        id = default;
        if (head.Length < 512 || head[MagicAt] != 0x55 || head[MagicAt + 1] != 0xaa)
        {
            return false;
        }

        // A protective MBR (§5.2.3) says that the second sector, of whatever size, begins a GPT.
        for (int entry = 0; entry < 4; entry++)
        {
            if (head[FirstTypeAt + (entry * EntrySize)] == ProtectiveType)
            {
                return TryReadGpt(head, 512, out id) || TryReadGpt(head, 4096, out id);
            }
        }

        id = new DiskId(Guid.Empty, BinaryPrimitives.ReadUInt32LittleEndian(head[SignatureAt..]));
        return id != default;
    }

    public override string ToString() => _guid != Guid.Empty
        ? _guid.ToString("D").ToUpperInvariant()
        : _signature.ToString("x8", CultureInfo.InvariantCulture);

    private static bool TryReadGpt(ReadOnlySpan<byte> head, int sector, out DiskId id)
    {
        id = default;
        if (head.Length >= sector + GuidAt + 16 && head[sector..].StartsWith("EFI PART"u8))
        {
            // Little-endian in its first three fields (Appendix A), as a Guid is by default.
            id = new DiskId(new Guid(head.Slice(sector + GuidAt, 16)), 0);
        }

        return id != default;
    }
}
