using System;

namespace Router.Wire.Bgp;

/// <summary>
/// NOTIFICATION (RFC 4271 §4.5). Any code and subcode is carried; the receiver only reports them (§6.4).
/// </summary>
public sealed class BgpNotification
{
    public const int LeastSize = 21;

    /// <summary>What one message can carry without extended messages.</summary>
    public const int MaxData = BgpMessage.MaxSize - LeastSize;

    public BgpNotification(BgpErrorCode code, byte subcode, byte[]? data = null)
    {
        Code = code;
        Subcode = subcode;
        Data = data ?? Array.Empty<byte>();
    }

    public BgpErrorCode Code { get; }

    public byte Subcode { get; }

    public byte[] Data { get; }

    public int EncodedLength => LeastSize + Data.Length;

    /// <summary>
    /// The answer to an error in <paramref name="message"/>, its data cut to what fits a message of 4096 octets: every
    /// peer takes that much (RFC 8654 §5).
    /// </summary>
    public static BgpNotification From(in BgpError error, OctetsIn message)
    {
        byte[] data = error.DataOf(message);
        if (data.Length > MaxData)
        {
            Array.Resize(ref data, MaxData);
        }

        return new BgpNotification(error.Code, error.Subcode, data);
    }

    public static bool TryParse(OctetsIn message, out BgpNotification? notification, out BgpError error)
    {
        notification = null;
        if (!BgpMessage.Holds(message, BgpMessageType.Notification, out error))
        {
            return false;
        }

        notification = new BgpNotification((BgpErrorCode)message[19], message[20], message.Slice(LeastSize).ToArray());
        return true;
    }

    public int Write(Octets destination, int offset)
    {
        BgpMessage.WriteHeader(destination, offset, EncodedLength, BgpMessageType.Notification);
        destination[offset + 19] = (byte)Code;
        destination[offset + 20] = Subcode;
        for (int i = 0; i < Data.Length; i++)
        {
            destination[offset + LeastSize + i] = Data[i];
        }

        return EncodedLength;
    }

    /// <summary>What an operator reads, the shutdown communication included (RFC 9003 §2).</summary>
    public override string ToString()
    {
        string name = BgpErrorNames.Of(Code, Subcode);
        bool mayCarryText = Code == BgpErrorCode.Cease
            && Subcode is BgpSubcode.Cease.AdministrativeShutdown or BgpSubcode.Cease.AdministrativeReset;
        return mayCarryText && ShutdownCommunication.TryRead(Data, out string text) && text.Length > 0
            ? name + ": \"" + text + "\""
            : name;
    }
}
