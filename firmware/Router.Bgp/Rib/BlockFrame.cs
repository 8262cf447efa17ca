namespace Router.Bgp;

/// <summary>A stretch of a page of <see cref="BlockArena"/> that is cut into blocks of one size.</summary>
internal struct BlockFrame
{
    /// <summary>Size of the blocks in units.</summary>
    public ushort BlockUnits;

    /// <summary>Blocks in use.</summary>
    public ushort Live;

    /// <summary>Units from the beginning that were in use at some time.</summary>
    public ushort Fresh;

    /// <summary>The first block that was given back, in units and one; the link to the next is in it.</summary>
    public ushort Free;

    /// <summary>The neighbours among the frames of this size that have room; of free frames, the next one.</summary>
    public int Previous;

    public int Next;
}
