namespace Router.Wire.Bgp;

/// <summary>
/// Capability 73, the name of the sender (draft-walton-bgp-hostname-capability §3): two texts, each behind its length.
/// It is shown and means nothing, so one whose lengths do not add up is carried as octets and never refused.
/// </summary>
public sealed class FqdnCapability : BgpCapability
{
    private readonly byte[] _value;

    private FqdnCapability(byte[] value) => _value = value;

    /// <param name="host">At most 64 octets of UTF-8 are sent.</param>
    /// <param name="domain">Likewise; may be empty.</param>
    public FqdnCapability(string host, string domain)
    {
        byte[] first = OperatorText.Encode(host, OperatorText.MaxName);
        byte[] second = OperatorText.Encode(domain, OperatorText.MaxName);
        _value = new byte[2 + first.Length + second.Length];
        _value[0] = (byte)first.Length;
        first.CopyTo(_value, 1);
        _value[1 + first.Length] = (byte)second.Length;
        second.CopyTo(_value, 2 + first.Length);
    }

    public override byte Code => BgpCapabilityCode.Fqdn;

    public override int ValueLength => _value.Length;

    /// <summary>Fit for a terminal: see <see cref="OperatorText"/>.</summary>
    public string Host => OperatorText.Read(((OctetsIn)_value).Slice(1, _value[0]));

    public string Domain => OperatorText.Read(((OctetsIn)_value).Slice(2 + _value[0]));

    /// <summary>False when the two texts do not fill the value exactly.</summary>
    internal static bool TryRead(OctetsIn value, out BgpCapability? capability)
    {
        capability = null;
        if (value.Length < 2 || value[0] > value.Length - 2 || value[0] + 2 + value[1 + value[0]] != value.Length)
        {
            return false;
        }

        capability = new FqdnCapability(value.ToArray());
        return true;
    }

    protected override void WriteValue(Octets destination, int offset) =>
        ((OctetsIn)_value).CopyTo(destination.Slice(offset));
}
