namespace Router.Wire.Bgp;

/// <summary>
/// Capability 75, what the sender runs (draft-abraitis-bgp-version-capability §2): one text behind its length. Shown
/// and meaningless like <see cref="FqdnCapability"/>, and never refused either.
/// </summary>
public sealed class SoftwareVersionCapability : BgpCapability
{
    private readonly byte[] _value;

    private SoftwareVersionCapability(byte[] value) => _value = value;

    /// <param name="text">At most 64 octets of UTF-8 are sent.</param>
    public SoftwareVersionCapability(string text)
    {
        byte[] utf8 = OperatorText.Encode(text, OperatorText.MaxName);
        _value = new byte[1 + utf8.Length];
        _value[0] = (byte)utf8.Length;
        utf8.CopyTo(_value, 1);
    }

    public override byte Code => BgpCapabilityCode.SoftwareVersion;

    public override int ValueLength => _value.Length;

    /// <summary>Fit for a terminal: see <see cref="OperatorText"/>.</summary>
    public string Text => OperatorText.Read(((OctetsIn)_value).Slice(1));

    /// <summary>False when the text does not fill the value exactly.</summary>
    internal static bool TryRead(OctetsIn value, out BgpCapability? capability)
    {
        bool isWhole = !value.IsEmpty && value[0] == value.Length - 1;
        capability = isWhole ? new SoftwareVersionCapability(value.ToArray()) : null;
        return isWhole;
    }

    protected override void WriteValue(Octets destination, int offset) =>
        ((OctetsIn)_value).CopyTo(destination.Slice(offset));
}
