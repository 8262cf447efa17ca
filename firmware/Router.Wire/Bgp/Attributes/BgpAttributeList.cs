namespace Router.Wire.Bgp;

/// <summary>The attributes of a block in wire order, up to the first that reaches past the end.</summary>
public readonly ref struct BgpAttributeList
{
    private readonly OctetsIn _block;

    public BgpAttributeList(OctetsIn block) => _block = block;

    public Enumerator GetEnumerator() => new(_block);

    public ref struct Enumerator
    {
        private readonly OctetsIn _block;
        private int _at;

        internal Enumerator(OctetsIn block)
        {
            _block = block;
            _at = 0;
            Current = default;
        }

        public BgpAttribute Current { get; private set; }

        public bool MoveNext()
        {
            if (!BgpAttribute.TryRead(_block, _at, out BgpAttribute attribute))
            {
                return false;
            }

            Current = attribute;
            _at = attribute.End;
            return true;
        }
    }
}
