using System;
using System.Collections.Generic;

namespace Router.Images.Flash;

/// <summary>Nothing was written, and the reasons.</summary>
public sealed class FlashRefusedException : Exception
{
    public FlashRefusedException(params IReadOnlyList<string> reasons)
        : base(string.Join("; ", reasons)) => Reasons = reasons;

    public IReadOnlyList<string> Reasons { get; }
}
