using System;

namespace Router.Bgp;

[Flags]
internal enum PathFlags : ushort
{
    None = 0,

    /// <summary>The slot holds a path.</summary>
    Live = 1,

    /// <summary>The last route event of the prefix named this path.</summary>
    InUse = 2,
}
