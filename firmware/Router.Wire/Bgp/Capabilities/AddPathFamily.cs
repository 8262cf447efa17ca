namespace Router.Wire.Bgp;

/// <summary>One family of the ADD-PATH capability (RFC 7911 §4).</summary>
public readonly struct AddPathFamily
{
    public AddPathFamily(BgpFamily family, AddPathMode mode)
    {
        Family = family;
        Mode = mode;
    }

    public BgpFamily Family { get; }

    public AddPathMode Mode { get; }
}
