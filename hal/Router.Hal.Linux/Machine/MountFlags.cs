using System;

namespace Router.Hal.Linux.Machine;

/// <summary>MS_… of mount(2).</summary>
[Flags]
public enum MountFlags : uint
{
    None = 0,
    ReadOnly = 1,
    NoSetUid = 2,
    NoDevices = 4,
    NoExecute = 8,
}
