using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>UPDATE as a value: what tools and tests hold. The speaker works on <see cref="BgpUpdateView"/>.</summary>
public sealed class BgpUpdate
{
    public const int LeastSize = 23;

    public BgpUpdate(IReadOnlyList<BgpNlri> withdrawn, byte[] attributes, IReadOnlyList<BgpNlri> nlri, bool addPath)
    {
        Withdrawn = withdrawn;
        Attributes = attributes;
        Nlri = nlri;
        AddPath = addPath;
    }

    public IReadOnlyList<BgpNlri> Withdrawn { get; }

    /// <summary>The attribute block, every attribute as it was received.</summary>
    public byte[] Attributes { get; }

    public IReadOnlyList<BgpNlri> Nlri { get; }

    public bool AddPath { get; }

    public int EncodedLength => LeastSize + LengthOf(Withdrawn) + Attributes.Length + LengthOf(Nlri);

    public static bool TryParse(OctetsIn message, in BgpSessionContext context, out BgpUpdate? update,
        out BgpError error)
    {
        bool valid = BgpUpdateView.TryParse(message, context, out BgpUpdateView view, out error);
        update = valid ? new BgpUpdate(view.Withdrawn.ToArray(), view.AttributeBlock.ToArray(), view.Nlri.ToArray(),
            context.AddPathIpv4) : null;
        return valid;
    }

    public int Write(Octets destination, int offset)
    {
        BgpMessage.WriteHeader(destination, offset, EncodedLength, BgpMessageType.Update);
        int at = offset + BgpMessage.HeaderSize;
        BigEndian.WriteUInt16(destination, at, LengthOf(Withdrawn));
        at = WritePrefixes(destination, at + 2, Withdrawn);
        BigEndian.WriteUInt16(destination, at, Attributes.Length);
        at += 2;
        for (int i = 0; i < Attributes.Length; i++)
        {
            destination[at++] = Attributes[i];
        }

        return WritePrefixes(destination, at, Nlri) - offset;
    }

    private int LengthOf(IReadOnlyList<BgpNlri> prefixes)
    {
        int length = 0;
        foreach (BgpNlri nlri in prefixes)
        {
            length += nlri.EncodedLength(AddPath);
        }

        return length;
    }

    private int WritePrefixes(Octets destination, int offset, IReadOnlyList<BgpNlri> prefixes)
    {
        int at = offset;
        foreach (BgpNlri nlri in prefixes)
        {
            at += nlri.Write(destination, at, AddPath);
        }

        return at;
    }
}
