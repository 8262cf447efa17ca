namespace Router.Core;

/// <summary>A queue of fixed capacity; adding to a full one is a defect.</summary>
internal sealed class Ring<T>
    where T : struct
{
    private readonly T[] _items;
    private int _head;

    public Ring(int capacity) => _items = new T[capacity];

    public int Count { get; private set; }

    public void Add(in T item)
    {
        int tail = _head + Count;
        _items[tail < _items.Length ? tail : tail - _items.Length] = item;
        Count++;
    }

    public bool TryTake(out T item)
    {
        if (Count == 0)
        {
            item = default;
            return false;
        }

        item = _items[_head];
        _head = _head + 1 < _items.Length ? _head + 1 : 0;
        Count--;
        return true;
    }
}
