using System;

namespace Router.Sim;

/// <summary>A queue over one array that grows to the most it ever held and then allocates no more.</summary>
internal sealed class Ring<T>
    where T : struct
{
    private T[] _items = new T[8];
    private int _head;
    private int _count;

    public int Count => _count;

    /// <summary>By distance from the head.</summary>
    public ref T this[int index] => ref _items[(_head + index) & (_items.Length - 1)];

    public void Add(in T item)
    {
        if (_count == _items.Length)
        {
            Grow();
        }

        this[_count++] = item;
    }

    public T Take()
    {
        T item = _items[_head];
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
        return item;
    }

    private void Grow()
    {
        T[] wider = new T[_items.Length * 2];
        int first = _items.Length - _head;
        Array.Copy(_items, _head, wider, 0, first);
        Array.Copy(_items, 0, wider, first, _head);
        _items = wider;
        _head = 0;
    }
}
