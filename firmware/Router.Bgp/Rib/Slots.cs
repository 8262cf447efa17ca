namespace Router.Bgp;

/// <summary>An entry of a table; <see cref="Next"/> links it into the list that it is in.</summary>
internal interface ISlot
{
    int Next { get; set; }
}

/// <summary>Entries by index; slots that were given back are used first, so indices stay dense.</summary>
internal sealed class Slots<T>
    where T : struct, ISlot
{
    public const int None = -1;

    private readonly Pages<T> _pages;
    private int _free = None;

    public Slots(int shift) => _pages = new Pages<T>(shift);

    public int Count { get; private set; }

    /// <summary>One more than the highest index ever in use.</summary>
    public int High { get; private set; }

    public int Capacity => _pages.Capacity;

    /// <summary>Valid until the next <see cref="Take"/>.</summary>
    public ref T this[int index] => ref _pages[index];

    /// <summary>A slot for a new entry, which the caller fills.</summary>
    public int Take()
    {
        Count++;
        int index = _free;
        if (index != None)
        {
            _free = _pages[index].Next;
            return index;
        }

        _pages.Reserve(High + 1);
        return High++;
    }

    /// <summary>Gives the slot back, holding <paramref name="mark"/> with which it is known to be free.</summary>
    public void Free(int index, in T mark)
    {
        ref T slot = ref _pages[index];
        slot = mark;
        slot.Next = _free;
        _free = index;
        Count--;
    }
}
