namespace Router.Wire;

/// <summary>ARP opcodes (RFC 826, IANA). Plain numbers, so that unknown ones pass through unchanged.</summary>
public static class ArpOperation
{
    public const ushort Request = 1;
    public const ushort Reply = 2;
}
