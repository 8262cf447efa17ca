using System.Globalization;

namespace Router.Wire.Bgp;

/// <summary>Names of error codes and subcodes as the IANA registry writes them, for operators.</summary>
public static class BgpErrorNames
{
    public static string Of(BgpErrorCode code, byte subcode)
    {
        string? name = code switch
        {
            BgpErrorCode.MessageHeader => Header(subcode),
            BgpErrorCode.Open => Open(subcode),
            BgpErrorCode.Update => Update(subcode),
            BgpErrorCode.FiniteStateMachine => FiniteStateMachine(subcode),
            BgpErrorCode.Cease => Cease(subcode),
            BgpErrorCode.RouteRefresh => subcode == 1 ? "Invalid Message Length" : null,
            _ => null,
        };
        return Of(code) + (name is not null ? ": " + name
            : subcode == 0 ? string.Empty
            : ": subcode " + subcode.ToString(CultureInfo.InvariantCulture));
    }

    private static string Of(BgpErrorCode code) => code switch
    {
        BgpErrorCode.MessageHeader => "Message Header Error",
        BgpErrorCode.Open => "OPEN Message Error",
        BgpErrorCode.Update => "UPDATE Message Error",
        BgpErrorCode.HoldTimerExpired => "Hold Timer Expired",
        BgpErrorCode.FiniteStateMachine => "Finite State Machine Error",
        BgpErrorCode.Cease => "Cease",
        BgpErrorCode.RouteRefresh => "ROUTE-REFRESH Message Error",
        BgpErrorCode.SendHoldTimerExpired => "Send Hold Timer Expired",
        _ => "error code " + ((byte)code).ToString(CultureInfo.InvariantCulture),
    };

    private static string? Header(byte subcode) => subcode switch
    {
        1 => "Connection Not Synchronized",
        2 => "Bad Message Length",
        3 => "Bad Message Type",
        _ => null,
    };

    private static string? Open(byte subcode) => subcode switch
    {
        1 => "Unsupported Version Number",
        2 => "Bad Peer AS",
        3 => "Bad BGP Identifier",
        4 => "Unsupported Optional Parameter",
        6 => "Unacceptable Hold Time",
        7 => "Unsupported Capability",
        11 => "Role Mismatch",
        _ => null,
    };

    private static string? Update(byte subcode) => subcode switch
    {
        1 => "Malformed Attribute List",
        2 => "Unrecognized Well-known Attribute",
        3 => "Missing Well-known Attribute",
        4 => "Attribute Flags Error",
        5 => "Attribute Length Error",
        6 => "Invalid ORIGIN Attribute",
        8 => "Invalid NEXT_HOP Attribute",
        9 => "Optional Attribute Error",
        10 => "Invalid Network Field",
        11 => "Malformed AS_PATH",
        _ => null,
    };

    private static string? FiniteStateMachine(byte subcode) => subcode switch
    {
        1 => "Receive Unexpected Message in OpenSent State",
        2 => "Receive Unexpected Message in OpenConfirm State",
        3 => "Receive Unexpected Message in Established State",
        _ => null,
    };

    private static string? Cease(byte subcode) => subcode switch
    {
        1 => "Maximum Number of Prefixes Reached",
        2 => "Administrative Shutdown",
        3 => "Peer De-configured",
        4 => "Administrative Reset",
        5 => "Connection Rejected",
        6 => "Other Configuration Change",
        7 => "Connection Collision Resolution",
        8 => "Out of Resources",
        9 => "Hard Reset",
        10 => "BFD Down",
        _ => null,
    };
}
