namespace Router.Bfd;

/// <summary>Session states by their numbers on the wire (RFC 5880 §4.1).</summary>
public enum BfdState : byte
{
    AdminDown = 0,
    Down = 1,
    Init = 2,
    Up = 3,
}
