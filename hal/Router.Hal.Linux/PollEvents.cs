using System;

namespace Router.Hal.Linux;

/// <summary>The events of poll(2); Error and HangUp are always reported.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HangUp = 16,
    Invalid = 32,
}
