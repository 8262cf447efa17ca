using System;
using System.Runtime.InteropServices;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// Writes the value of one of the three community attributes anew: what stays keeps its order, what is added follows,
/// nothing stands twice (RFC 8092 §3 asks it of large communities).
/// </summary>
internal static class CommunityRewriter
{
    /// <summary>True when a step is about this kind.</summary>
    public static bool Touches(ReadOnlySpan<BgpCommunityEdit> edits, BgpCommunityKind kind)
    {
        foreach (BgpCommunityEdit edit in edits)
        {
            if (edit.Pattern.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Octets of the value that is written at <paramref name="offset"/>; 0 when none is left.</summary>
    public static int Write(Octets destination, int offset, OctetsIn block, BgpRange value, BgpCommunityKind kind,
        ReadOnlySpan<BgpCommunityEdit> edits, bool dropNonTransitive)
    {
        int size = BgpCommunity.SizeOf(kind);
        int at = offset;
        for (int from = value.Offset; from + size <= value.End; from += size)
        {
            // RFC 4360 §6: a non-transitive community does not cross the border of the AS.
            bool stays = !(dropNonTransitive && (block[from] & ExtendedCommunitiesAttribute.NonTransitiveBit) != 0)
                && !BgpCommunityEdit.Removes(edits, BgpCommunity.Read(block, from, kind));
            if (stays && !Holds(destination.Slice(offset, at - offset), block.Slice(from, size)))
            {
                block.Slice(from, size).CopyTo(destination.Slice(at));
                at += size;
            }
        }

        Span<byte> added = stackalloc byte[LargeCommunitiesAttribute.EntrySize];
        added = added.Slice(0, size);
        for (int i = 0; i < edits.Length; i++)
        {
            BgpCommunityEdit edit = edits[i];
            if (edit.IsAdd && edit.Pattern.Kind == kind
                && !BgpCommunityEdit.Removes(edits.Slice(i + 1), edit.Pattern.Value))
            {
                edit.Pattern.Value.Write(added, 0);
                if (!Holds(destination.Slice(offset, at - offset), added))
                {
                    added.CopyTo(destination.Slice(at));
                    at += size;
                }
            }
        }

        return at - offset;
    }

    // Searches of whole numbers are vectorised: the longest attribute that fits a message takes milliseconds.
    private static bool Holds(ReadOnlySpan<byte> written, ReadOnlySpan<byte> entry)
    {
        switch (entry.Length)
        {
            case CommunitiesAttribute.EntrySize:
                return MemoryMarshal.Cast<byte, uint>(written).IndexOf(MemoryMarshal.Read<uint>(entry)) >= 0;
            case ExtendedCommunitiesAttribute.EntrySize:
                return MemoryMarshal.Cast<byte, ulong>(written).IndexOf(MemoryMarshal.Read<ulong>(entry)) >= 0;
            default:
                ReadOnlySpan<uint> all = MemoryMarshal.Cast<byte, uint>(written);
                ReadOnlySpan<uint> wanted = MemoryMarshal.Cast<byte, uint>(entry);
                for (int i = 0; i < all.Length; i += wanted.Length)
                {
                    // The last number differs most often.
                    if (all[i + 2] == wanted[2] && all[i + 1] == wanted[1] && all[i] == wanted[0])
                    {
                        return true;
                    }
                }

                return false;
        }
    }
}
