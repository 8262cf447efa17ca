using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>OPEN as a value (RFC 4271 §4.2, capabilities of RFC 5492).</summary>
public sealed class BgpOpen
{
    public const int LeastSize = 29;
    public const byte SupportedVersion = 4;

    public BgpOpen(ushort myAs, ushort holdTime, RouterId identifier, IReadOnlyList<BgpOptionalParameter> parameters,
        bool extendedParameters = false, byte shortLength = BgpOptionalParameter.ExtendedLengthType)
    {
        MyAs = myAs;
        HoldTime = holdTime;
        Identifier = identifier;
        Parameters = parameters;
        ShortLength = shortLength;
        ExtendedParameters = extendedParameters || !FitShortForm(parameters);
    }

    /// <summary>The two-octet field: AS_TRANS when the real number is larger (RFC 6793 §4.2.1).</summary>
    public ushort MyAs { get; }

    /// <summary>Seconds; 0 means that no KEEPALIVE is sent.</summary>
    public ushort HoldTime { get; }

    public RouterId Identifier { get; }

    public IReadOnlyList<BgpOptionalParameter> Parameters { get; }

    /// <summary>The form of RFC 9072 §2, chosen by the sender or needed for more than 255 octets.</summary>
    public bool ExtendedParameters { get; }

    /// <summary>
    /// The length octet of the short form, which the extended form leaves without meaning (RFC 9072 §2).
    /// </summary>
    public byte ShortLength { get; }

    /// <summary>The sender's AS: the capability's where there is one (RFC 6793 §4.1).</summary>
    public Asn Asn => Find<FourOctetAsCapability>()?.Asn ?? new Asn(MyAs);

    public IEnumerable<BgpCapability> Capabilities
    {
        get
        {
            foreach (BgpOptionalParameter parameter in Parameters)
            {
                foreach (BgpCapability capability in parameter.Capabilities)
                {
                    yield return capability;
                }
            }
        }
    }

    public int EncodedLength => LeastSize + (ExtendedParameters ? 3 : 0) + ParametersLength(ExtendedParameters);

    /// <summary>An OPEN with one capabilities parameter, in the given order.</summary>
    public static BgpOpen Create(Asn asn, ushort holdTime, RouterId identifier, params BgpCapability[] capabilities) =>
        new((ushort)(asn.FitsTwoOctets ? asn : Asn.Trans).Value, holdTime, identifier,
            capabilities.Length == 0 ? [] : [new BgpOptionalParameter(capabilities)]);

    /// <summary>Parses, with every check of RFC 4271 §6.2 that needs no configuration.</summary>
    public static bool TryParse(OctetsIn message, out BgpOpen? open, out BgpError error)
    {
        bool valid = BgpOpenView.TryParse(message, out BgpOpenView view, out error) && view.TryCheck(out error);
        open = valid ? view.ToValue() : null;
        return valid;
    }

    /// <summary>The last capability of a kind: a later one replaces an earlier (RFC 5492 §4, RFC 4724 §3).</summary>
    public T? Find<T>()
        where T : BgpCapability
    {
        T? found = null;
        foreach (BgpOptionalParameter parameter in Parameters)
        {
            foreach (BgpCapability capability in parameter.Capabilities)
            {
                found = capability as T ?? found;
            }
        }

        return found;
    }

    /// <summary>
    /// What the sender is on this session, null when it does not say. False when it says different things, which is
    /// a role mismatch (RFC 9234 §4.2).
    /// </summary>
    public bool TryGetRole(out BgpRole? role)
    {
        role = null;
        foreach (BgpCapability capability in Capabilities)
        {
            if (capability is RoleCapability found)
            {
                if (role is not null && role != found.Role)
                {
                    return false;
                }

                role = found.Role;
            }
        }

        return true;
    }

    /// <summary>
    /// True when routes of the family may be exchanged: a sender that names no family speaks IPv4 unicast.
    /// </summary>
    public bool Supports(BgpFamily family)
    {
        bool namesAny = false;
        foreach (BgpCapability capability in Capabilities)
        {
            if (capability is MultiprotocolCapability multiprotocol)
            {
                namesAny = true;
                if (multiprotocol.Family == family)
                {
                    return true;
                }
            }
        }

        // RFC 4760 §8: multiprotocol families are announced; plain RFC 4271 routes need no announcement.
        return !namesAny && family == BgpFamily.Ipv4Unicast;
    }

    public int Write(Octets destination, int offset)
    {
        int length = EncodedLength;
        BgpMessage.WriteHeader(destination, offset, length, BgpMessageType.Open);
        destination[offset + 19] = SupportedVersion;
        BigEndian.WriteUInt16(destination, offset + 20, MyAs);
        BigEndian.WriteUInt16(destination, offset + 22, HoldTime);
        BigEndian.WriteUInt32(destination, offset + 24, Identifier.Value);
        int at = offset + LeastSize;
        if (ExtendedParameters)
        {
            destination[offset + 28] = ShortLength;
            destination[at] = BgpOptionalParameter.ExtendedLengthType;
            BigEndian.WriteUInt16(destination, at + 1, ParametersLength(extended: true));
            at += 3;
        }
        else
        {
            destination[offset + 28] = (byte)ParametersLength(extended: false);
        }

        foreach (BgpOptionalParameter parameter in Parameters)
        {
            at += WriteParameter(destination, at, parameter);
        }

        return length;
    }

    private static bool FitShortForm(IReadOnlyList<BgpOptionalParameter> parameters)
    {
        int length = 0;
        foreach (BgpOptionalParameter parameter in parameters)
        {
            length += 2 + parameter.ValueLength;
        }

        return length <= byte.MaxValue;
    }

    private int ParametersLength(bool extended)
    {
        int length = 0;
        foreach (BgpOptionalParameter parameter in Parameters)
        {
            length += (extended ? 3 : 2) + parameter.ValueLength;
        }

        return length;
    }

    private int WriteParameter(Octets destination, int offset, BgpOptionalParameter parameter)
    {
        int length = parameter.ValueLength;
        destination[offset] = parameter.Type;
        int header = 2;
        if (ExtendedParameters)
        {
            BigEndian.WriteUInt16(destination, offset + 1, length);
            header = 3;
        }
        else
        {
            destination[offset + 1] = (byte)length;
        }

        return header + parameter.WriteValue(destination, offset + header);
    }
}
