using System;
using Router.Wire;

namespace Router.Tests.Monitoring;

/// <summary>Reads what an RFC lays out, field by field; a test that runs past the end fails.</summary>
internal sealed class OctetReader(byte[] octets)
{
    public int At { get; private set; }

    public bool IsEnd => At == octets.Length;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BigEndian.ReadUInt16(Take(2), 0);

    public uint UInt32() => BigEndian.ReadUInt32(Take(4), 0);

    public ulong UInt64() => ((ulong)UInt32() << 32) | UInt32();

    public byte[] Take(int count)
    {
        At += count;
        return octets.AsSpan(At - count, count).ToArray();
    }

    public OctetReader Part(int count) => new(Take(count));

    public string Hex(int count) => Convert.ToHexString(Take(count));

    public Ipv4Address V4() => Ipv4Address.Read(Take(4), 0);

    public byte[] Rest() => Take(octets.Length - At);
}
