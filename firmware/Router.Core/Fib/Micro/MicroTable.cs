using System;

namespace Router.Core;

/// <summary>
/// Longest prefix match for boards with little memory, in arrays of numbers: an index of /12s, and blocks of records in
/// one array of octets that is written like a log. A change writes the blocks that change behind the last one, then
/// swaps their places into the index; what they replace is passed over when the array is full and the living move
/// together. Without room for that a change is refused and answers stay as they were.
/// </summary>
/// <remarks>One thread: a lookup must not interrupt a change. Also compiled where there are no generics, spans or
/// nullable values.</remarks>
public sealed partial class MicroTable : IRouteSink
{
    /// <summary>The largest number of a group.</summary>
    public const int MaxGroup = 32767;

    // Places are numbers of 24 bits with a sign.
    private const int MaxOctets = 0x7f_ffff;

    // In marks of 20 bits, see Compact: a place of the list of /20s.
    private const int InnerPlace = 0x8_0000;

    private readonly MicroIndex _index;
    private readonly MicroKeys _inner;
    private readonly MicroEncoder _encoder = new MicroEncoder();
    private readonly MicroBlockWriter _writer = new MicroBlockWriter();
    private readonly bool _grows;
    private byte[] _octets;
    private int _used;
    private int _live;

    /// <summary>A table of fixed size.</summary>
    /// <param name="capacity">Octets for blocks, of which one change needs as many as it writes.</param>
    /// <param name="runs">Runs of /12s that answer alike or have a block, 6 octets each; 2,048 or more make an array of
    /// all /12s, 12 KiB.</param>
    /// <param name="inner">The /20s with prefixes longer than /24, 6 octets each.</param>
    public MicroTable(int capacity, int runs, int inner)
        : this(capacity, runs, inner, false)
    {
    }

    /// <summary>A table that allocates as it needs.</summary>
    public MicroTable()
        : this(256, 8, 0, true)
    {
    }

    private MicroTable(int capacity, int runs, int inner, bool grows)
    {
        if (capacity > MaxOctets || inner >= InnerPlace)
        {
            throw new ArgumentException("A table has 8 MiB and half a million /20s at most");
        }

        _octets = new byte[capacity + MicroBits.Overrun];
        _index = new MicroIndex(runs, grows);
        _inner = new MicroKeys(inner, grows);
        _grows = grows;
    }

    /// <summary>Octets of the indexes, and of the tables that count bits.</summary>
    public int IndexOctets => _index.Octets + (_inner.Count * MicroKeys.EntryOctets) + MicroBits.TableOctets
        + MicroStarts.TableOctets;

    /// <summary>Octets of all blocks.</summary>
    public int BlockOctets => _live;

    /// <summary>Octets allocated for blocks, for indexes and for work on changes that lookups do not read.</summary>
    public int SlackOctets
    {
        get
        {
            int keys = (_inner.Capacity - _inner.Count) * MicroKeys.EntryOctets;
            return _octets.Length - _live + _index.Reserved + keys + WorkOctets;
        }
    }

    /// <summary>Changes for which there was no room: what they were about answers as before.</summary>
    public int Refused { get; private set; }

    /// <summary>The group of an address; 0 is no route.</summary>
    public int Find(uint address)
    {
        int at = _index.At((int)(address >> 20));
        if (at < 0)
        {
            return ~at;
        }

        byte[] octets = _octets;
        int neighbour = (int)(address >> 16) & 15;
        if ((MicroBlock.Deeper(octets, at) >> neighbour & 1) != 0)
        {
            int inner = _inner.Find((int)(address >> 12), -1);
            int within = (int)(address >> 8) & 15;
            if (inner >= 0 && (MicroBlock.Records(octets, inner) >> within & 1) != 0)
            {
                return MicroBlock.Find(octets, inner, within, (int)address & 255);
            }
        }

        return FindOuter(octets, at, neighbour, (int)(address >> 8) & 255);
    }

    private static int FindOuter(byte[] octets, int at, int neighbour, int slot)
    {
        return (MicroBlock.Records(octets, at) >> neighbour & 1) != 0
            ? MicroBlock.Find(octets, at, neighbour, slot)
            : MicroBlock.Group(octets, at, neighbour);
    }

    // Octets that one change may write, behind which Take may read.
    private int Limit => _octets.Length - MicroBits.Overrun;

    // The array is full: the living move together, in place or into an array of a better size. Each attempt of one
    // change gets more than the one before.
    private bool MakeRoom(int attempt)
    {
        int dead = _used - _live;
        byte[] target = _octets;
        if (_grows && (attempt > 0 || dead < Limit / 24))
        {
            int capacity = _live + (_live / 24) + (256 << (4 * attempt));
            if (capacity > MaxOctets)
            {
                return false;
            }

            target = new byte[capacity + MicroBits.Overrun];
        }
        else if (attempt > 0 || dead == 0)
        {
            return false;
        }

        Compact(target);
        return true;
    }

    // First, each living block trades its first three octets for the place in the index that points at it, with a
    // width of 0 as the mark of that; then all blocks are passed in order, and those so marked trade back and move.
    private void Compact(byte[] target)
    {
        Mark();
        byte[] octets = _octets;
        int to = 0;
        int size;
        for (int at = 0; at < _used; at += size)
        {
            int mark = MicroKeys.Triple(octets, at);
            bool lives = (mark & MicroBlock.WidthMask) == 0;
            int place = (mark >> 4) & (InnerPlace - 1);
            bool inner = (mark >> 4 & InnerPlace) != 0;
            if (lives)
            {
                int head = inner ? _inner.ValueAt(place) : _index.ValueAt(place);
                MicroKeys.PutTriple(octets, at, head);
            }

            size = MicroBlock.Size(octets, at);
            if (!lives)
            {
                continue;
            }

            Array.Copy(octets, at, target, to, size);
            if (inner)
            {
                _inner.SetAt(place, to);
            }
            else
            {
                _index.SetAt(place, to);
            }

            to += size;
        }

        _octets = target;
        _used = to;
    }

    private void Mark()
    {
        for (int place = 0; place < _index.Places; place++)
        {
            int at = _index.ValueAt(place);
            if (at >= 0)
            {
                _index.SetAt(place, MicroKeys.Triple(_octets, at));
                MicroKeys.PutTriple(_octets, at, place << 4);
            }
        }

        for (int place = 0; place < _inner.Count; place++)
        {
            int at = _inner.ValueAt(place);
            _inner.SetAt(place, MicroKeys.Triple(_octets, at));
            MicroKeys.PutTriple(_octets, at, (place | InnerPlace) << 4);
        }
    }
}
