using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>OPEN over the octets of a message: lengths are checked once, then nothing here can read outside.</summary>
public readonly ref struct BgpOpenView
{
    private readonly OctetsIn _message;
    private readonly int _parameters;

    private BgpOpenView(OctetsIn message, int parameters, bool extended)
    {
        _message = message;
        _parameters = parameters;
        HasExtendedParameters = extended;
    }

    public ushort MyAs => BigEndian.ReadUInt16(_message, 20);

    public ushort HoldTime => BigEndian.ReadUInt16(_message, 22);

    public RouterId Identifier => new(BigEndian.ReadUInt32(_message, 24));

    public bool HasExtendedParameters { get; }

    /// <summary>Checks version and structure: parameters and capabilities lie within what encloses them.</summary>
    public static bool TryParse(OctetsIn message, out BgpOpenView view, out BgpError error)
    {
        view = default;
        if (!BgpMessage.Holds(message, BgpMessageType.Open, out error))
        {
            return false;
        }

        // RFC 4271 §6.2: the data are the largest supported version, two octets. Other versions have other layouts.
        if (message[19] != BgpOpen.SupportedVersion)
        {
            error = BgpError.WithNumber(BgpErrorCode.Open, BgpSubcode.Open.UnsupportedVersionNumber,
                BgpSeverity.Reset, "the peer speaks another version of BGP", BgpOpen.SupportedVersion, 2);
            return false;
        }

        int length = message[28];
        int start = BgpOpen.LeastSize;

        // RFC 9072 §2: a type of 255 in front tells the extended form, whatever non-zero length precedes it.
        bool extended = length != 0 && message.Length > start
            && message[start] == BgpOptionalParameter.ExtendedLengthType;
        if (extended)
        {
            if (message.Length < start + 3)
            {
                error = Malformed("the extended optional parameters length is cut short");
                return false;
            }

            length = BigEndian.ReadUInt16(message, start + 1);
            start += 3;
        }

        if (start + length != message.Length)
        {
            error = Malformed("the optional parameters length does not agree with the length of the message");
            return false;
        }

        view = new BgpOpenView(message, start, extended);
        return view.TryWalk(out error);
    }

    /// <summary>The checks of values that need no configuration (RFC 4271 §6.2, RFC 7607 §2).</summary>
    public bool TryCheck(out BgpError error)
    {
        error = BgpError.None;

        // RFC 7607 §2: AS 0 is never a peer's.
        if (MyAs == 0)
        {
            error = Refused(BgpSubcode.Open.BadPeerAs, "the AS number of the peer is 0");
        }
        else if (HoldTime is 1 or 2)
        {
            // RFC 4271 §6.2: hold times of one and two seconds must be rejected.
            error = Refused(BgpSubcode.Open.UnacceptableHoldTime, "the hold time is 1 or 2 seconds");
        }
        else if (Identifier.IsZero)
        {
            // RFC 6286 §2.1 leaves one rule for the value: it is not zero.
            error = Refused(BgpSubcode.Open.BadBgpIdentifier, "the BGP identifier is 0.0.0.0");
        }

        return error.IsNone && TryCheckParameters(out error);
    }

    /// <summary>
    /// The value, also of an OPEN that <see cref="TryCheck"/> refuses: writing it gives the same octets.
    /// </summary>
    public BgpOpen ToValue()
    {
        List<BgpOptionalParameter> parameters = [];
        int at = _parameters;
        while (NextParameter(ref at, out byte type, out int value, out int length))
        {
            parameters.Add(type == BgpOptionalParameter.CapabilitiesType
                ? new BgpOptionalParameter(ReadCapabilities(value, length))
                : new BgpOptionalParameter(type, _message.Slice(value, length).ToArray()));
        }

        return new BgpOpen(MyAs, HoldTime, Identifier, parameters, HasExtendedParameters, _message[28]);
    }

    private static BgpError Malformed(string reason) =>
        BgpError.WithNumber(BgpErrorCode.Open, BgpSubcode.Unspecific, BgpSeverity.Reset, reason);

    private static BgpError Refused(byte subcode, string reason) =>
        BgpError.WithNumber(BgpErrorCode.Open, subcode, BgpSeverity.Reset, reason);

    // Moves over one parameter; false at the end and where a parameter reaches past the message.
    private bool NextParameter(ref int at, out byte type, out int value, out int length)
    {
        int header = HasExtendedParameters ? 3 : 2;
        type = 0;
        value = at + header;
        length = 0;
        if (value > _message.Length)
        {
            return false;
        }

        type = _message[at];
        length = HasExtendedParameters ? BigEndian.ReadUInt16(_message, at + 1) : _message[at + 1];
        if (length > _message.Length - value)
        {
            return false;
        }

        at = value + length;
        return true;
    }

    private bool NextCapability(ref int at, int end, out byte code, out int length)
    {
        code = 0;
        length = 0;
        if (end - at < 2 || _message[at + 1] > end - at - 2)
        {
            return false;
        }

        code = _message[at];
        length = _message[at + 1];
        at += 2 + length;
        return true;
    }

    private bool TryWalk(out BgpError error)
    {
        error = BgpError.None;
        int at = _parameters;
        while (NextParameter(ref at, out byte type, out int value, out int length))
        {
            int inner = value;
            while (type == BgpOptionalParameter.CapabilitiesType
                && NextCapability(ref inner, value + length, out _, out _))
            {
            }

            // RFC 4271 §6.2: recognized but malformed means subcode 0.
            if (type == BgpOptionalParameter.CapabilitiesType && inner != value + length)
            {
                error = Malformed("a capability reaches past its optional parameter");
                return false;
            }
        }

        if (at != _message.Length)
        {
            error = Malformed("an optional parameter reaches past the message");
            return false;
        }

        return true;
    }

    private bool TryCheckParameters(out BgpError error)
    {
        error = BgpError.None;
        int at = _parameters;
        while (NextParameter(ref at, out byte type, out int value, out int length))
        {
            // RFC 4271 §6.2: a parameter that is not recognized. Type 1, authentication, is deprecated.
            if (type != BgpOptionalParameter.CapabilitiesType)
            {
                error = Refused(BgpSubcode.Open.UnsupportedOptionalParameter,
                    "an optional parameter is neither capabilities nor known");
                return false;
            }

            int inner = value;
            while (NextCapability(ref inner, value + length, out byte code, out int size))
            {
                if (!BgpCapability.IsWellFormed(code, size))
                {
                    error = Malformed("the length of a capability is not one its RFC allows");
                    return false;
                }

                // RFC 7607 §2, the four-octet number.
                if (code == BgpCapabilityCode.FourOctetAs && BigEndian.ReadUInt32(_message, inner - size) == 0)
                {
                    error = Refused(BgpSubcode.Open.BadPeerAs, "the AS number of the peer is 0");
                    return false;
                }
            }
        }

        return true;
    }

    private List<BgpCapability> ReadCapabilities(int start, int length)
    {
        List<BgpCapability> capabilities = [];
        int at = start;
        while (NextCapability(ref at, start + length, out byte code, out int size))
        {
            capabilities.Add(BgpCapability.Read(code, _message, at - size, size));
        }

        return capabilities;
    }
}
