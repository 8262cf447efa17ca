using System;
using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>
/// One optional parameter of an OPEN (RFC 4271 §4.2): capabilities (RFC 5492 §4), or octets not understood.
/// </summary>
public sealed class BgpOptionalParameter
{
    public const byte CapabilitiesType = 2;

    /// <summary>The type that announces the extended form (RFC 9072 §2); never a parameter itself.</summary>
    public const byte ExtendedLengthType = 255;

    public BgpOptionalParameter(IReadOnlyList<BgpCapability> capabilities)
    {
        Type = CapabilitiesType;
        Capabilities = capabilities;
        Value = Array.Empty<byte>();
    }

    public BgpOptionalParameter(byte type, byte[] value)
    {
        Type = type;
        Capabilities = Array.Empty<BgpCapability>();
        Value = value;
    }

    public byte Type { get; }

    public IReadOnlyList<BgpCapability> Capabilities { get; }

    /// <summary>The octets of a parameter of another type.</summary>
    public byte[] Value { get; }

    public int ValueLength
    {
        get
        {
            int length = Value.Length;
            foreach (BgpCapability capability in Capabilities)
            {
                length += capability.EncodedLength;
            }

            return length;
        }
    }

    internal int WriteValue(Octets destination, int offset)
    {
        int at = offset;
        foreach (BgpCapability capability in Capabilities)
        {
            at += capability.Write(destination, at);
        }

        foreach (byte octet in Value)
        {
            destination[at++] = octet;
        }

        return at - offset;
    }
}
