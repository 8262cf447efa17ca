using System;
using System.Globalization;

namespace Router.Wire.Bgp;

/// <summary>
/// One error in received octets: what a NOTIFICATION would say, how strong the answer must be, and a sentence for the
/// operator. The data field is a range of the message at fault or up to four octets kept here, so that refusing
/// a message allocates nothing.
/// </summary>
public readonly struct BgpError
{
    private readonly string? _reason;
    private readonly int _start;
    private readonly uint _inline;

    private BgpError(BgpErrorCode code, byte subcode, BgpSeverity severity, string reason, int start, int length,
        uint inline)
    {
        Code = code;
        Subcode = subcode;
        Severity = severity;
        DataLength = length;
        _reason = reason;
        _start = start;
        _inline = inline;
    }

    public static BgpError None => default;

    public BgpErrorCode Code { get; }

    public byte Subcode { get; }

    public BgpSeverity Severity { get; }

    /// <summary>Octets that the Data field of the NOTIFICATION takes.</summary>
    public int DataLength { get; }

    public string Reason => _reason ?? string.Empty;

    public bool IsNone => Severity == BgpSeverity.None;

    /// <summary>An error whose data are a range of the message.</summary>
    public static BgpError InMessage(BgpErrorCode code, byte subcode, BgpSeverity severity, string reason, int start,
        int length) => new(code, subcode, severity, reason, start, length, 0);

    /// <summary>
    /// An error whose data are the low <paramref name="length"/> octets of a number, none for length 0.
    /// </summary>
    public static BgpError WithNumber(BgpErrorCode code, byte subcode, BgpSeverity severity, string reason,
        uint number = 0, int length = 0) => new(code, subcode, severity, reason, -1, length, number);

    /// <summary>The same error, its data counted from the message and not from the block at an offset.</summary>
    public BgpError InBlock(int offset) =>
        new(Code, Subcode, Severity, Reason, _start < 0 || IsNone ? _start : _start + offset, DataLength, _inline);

    /// <summary>The same error with the answer that the session as a whole requires.</summary>
    public BgpError Escalate(BgpSeverity severity) =>
        new(Code, Subcode, severity, Reason, _start, DataLength, _inline);

    /// <summary>Writes the Data field; <paramref name="message"/> is the message that was refused.</summary>
    public int CopyData(OctetsIn message, Octets destination, int offset)
    {
        for (int i = 0; i < DataLength; i++)
        {
            destination[offset + i] = _start >= 0
                ? message[_start + i]
                : (byte)(_inline >> (8 * (DataLength - 1 - i)));
        }

        return DataLength;
    }

    public byte[] DataOf(OctetsIn message)
    {
        byte[] data = DataLength == 0 ? Array.Empty<byte>() : new byte[DataLength];
        CopyData(message, data, 0);
        return data;
    }

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}/{1} {2}: {3}",
        (byte)Code, Subcode, Severity, Reason);
}
