using System;

namespace Router.Bgp;

/// <summary>Paths by index, slots of removed paths are used again.</summary>
internal sealed class PathTable
{
    public const int None = -1;

    private PathEntry[] _entries = new PathEntry[16];
    private int _free = None;

    public int Count { get; private set; }

    public int High { get; private set; }

    public long Octets => _entries.Length * 24L;

    public ref PathEntry this[int index] => ref _entries[index];

    public int Add(in PathEntry entry)
    {
        int index;
        if (_free != None)
        {
            index = _free;
            _free = _entries[index].Next;
        }
        else
        {
            if (High == _entries.Length)
            {
                Array.Resize(ref _entries, _entries.Length * 2);
            }

            index = High++;
        }

        _entries[index] = entry;
        _entries[index].Flags |= PathFlags.Live;
        Count++;
        return index;
    }

    public void Remove(int index)
    {
        _entries[index] = new PathEntry { Next = _free };
        _free = index;
        Count--;
    }
}
