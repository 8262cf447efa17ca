namespace Router.Core.Fast;

/// <summary>
/// The four shapes of a table; the first word of its block, so that a reader learns it with the block.
/// </summary>
internal static class SliceKind
{
    /// <summary>Answers have two octets, see <see cref="WideLeaf"/>.</summary>
    public const int Wide = 1;

    /// <summary>The index has a page for each top octet that is in use; otherwise one entry for each slice.</summary>
    public const int Paged = 2;

    public const int Slices = 1 << 16;

    public const int FlatIndex = Slices * sizeof(uint);

    /// <summary>Octets of the first level of the paged index.</summary>
    public const int Tops = 256 * sizeof(uint);

    /// <summary>A record has 256 cells. Log2 of the addresses in one: /24, /26 or whole slices.</summary>
    public const int Coarse = 8;

    public const int Fine = 6;

    public const int Octet = 16;

    /// <summary>Bits of a first-level entry that hold the cell size; the rest is the page's place in units.</summary>
    public const int TopBits = 5;

    /// <summary>Entries in a page: records in an octet.</summary>
    public static int PageEntries(int cell) => 1 << (Octet - cell);
}
