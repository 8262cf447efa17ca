using System;

namespace Router.Tcp;

/// <summary>The digest of a segment under a key (RFC 2385 §2.0).</summary>
internal sealed class SegmentSigner
{
    private readonly Md5 _md5 = new();
    private readonly byte[] _scratch = new byte[TcpHeader.Size];
    private readonly byte[] _digest = new byte[Md5.Size];

    /// <summary>Puts the digest into a segment whose first option is the signature.</summary>
    public void Sign(Span<byte> segment, Ipv4Address source, Ipv4Address destination, TcpMd5Key key)
    {
        Compute(segment, source, destination, key);
        _digest.CopyTo(segment.Slice(TcpHeader.Size + TcpOptionSet.SignatureOffset));
    }

    public bool IsSigned(
        ReadOnlySpan<byte> segment, Ipv4Address source, Ipv4Address destination, TcpMd5Key key,
        ReadOnlySpan<byte> digest)
    {
        Compute(segment, source, destination, key);

        // All octets are looked at, so that the time it takes says nothing.
        int difference = 0;
        for (int i = 0; i < _digest.Length; i++)
        {
            difference |= _digest[i] ^ digest[i];
        }

        return difference == 0;
    }

    private void Compute(
        ReadOnlySpan<byte> segment, Ipv4Address source, Ipv4Address destination, TcpMd5Key key)
    {
        // 1. the pseudo-header: addresses, zero-padded protocol number, and segment length.
        Span<byte> scratch = _scratch;
        BigEndian.WriteUInt32(scratch, 0, source.Value);
        BigEndian.WriteUInt32(scratch, 4, destination.Value);
        BigEndian.WriteUInt16(scratch, 8, TcpHeader.Protocol);
        BigEndian.WriteUInt16(scratch, 10, (ushort)segment.Length);
        _md5.Begin();
        _md5.Append(scratch.Slice(0, 12));

        // 2. the header without options, its checksum taken as zero.
        segment.Slice(0, TcpHeader.Size).CopyTo(scratch);
        BigEndian.WriteUInt16(scratch, TcpHeader.ChecksumOffset, 0);
        _md5.Append(scratch);

        // 3. the text, and 4. the key.
        _md5.Append(segment.Slice((segment[12] >> 4) * 4));
        _md5.Append(key.Octets);
        _md5.Finish(_digest);
    }
}
