using System;

namespace Router.Wire.Bgp;

/// <summary>Send/Receive of the ADD-PATH capability (RFC 7911 §4). Another number means: ignore the family.</summary>
[Flags]
public enum AddPathMode : byte
{
    None = 0,
    Receive = 1,
    Send = 2,
    Both = 3,
}
