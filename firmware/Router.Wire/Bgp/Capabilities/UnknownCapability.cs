namespace Router.Wire.Bgp;

/// <summary>A capability carried without being understood (RFC 5492 §3: ignored, never an error).</summary>
public sealed class UnknownCapability : BgpCapability
{
    private readonly byte _code;
    private readonly byte[] _value;

    public UnknownCapability(byte code, byte[] value)
    {
        _code = code;
        _value = value;
    }

    public override byte Code => _code;

    public override int ValueLength => _value.Length;

    public OctetsIn Value => _value;

    public static new UnknownCapability Read(byte code, OctetsIn octets, int offset, int length) =>
        new(code, octets.Slice(offset, length).ToArray());

    protected override void WriteValue(Octets destination, int offset)
    {
        for (int i = 0; i < _value.Length; i++)
        {
            destination[offset + i] = _value[i];
        }
    }
}
