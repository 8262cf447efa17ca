namespace Router.Wire.Bgp;

/// <summary>A set of attribute type codes: 256 bits in place.</summary>
public struct BgpAttributeSet
{
    private ulong _bits0;
    private ulong _bits1;
    private ulong _bits2;
    private ulong _bits3;

    public readonly bool Contains(byte code) => (Word(code >> 6) & Bit(code)) != 0;

    public void Add(byte code) => Set(code >> 6, Word(code >> 6) | Bit(code));

    public void Remove(byte code) => Set(code >> 6, Word(code >> 6) & ~Bit(code));

    private static ulong Bit(byte code) => 1ul << (code & 63);

    private readonly ulong Word(int index) => index switch
    {
        0 => _bits0,
        1 => _bits1,
        2 => _bits2,
        _ => _bits3,
    };

    private void Set(int index, ulong value)
    {
        switch (index)
        {
            case 0:
                _bits0 = value;
                break;
            case 1:
                _bits1 = value;
                break;
            case 2:
                _bits2 = value;
                break;
            default:
                _bits3 = value;
                break;
        }
    }
}
