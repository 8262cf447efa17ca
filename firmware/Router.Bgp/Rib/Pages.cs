using System;

namespace Router.Bgp;

/// <summary>
/// Numbered slots in pages that stay where they are: a table of a million entries grows without being copied and
/// without having a second million on hand. Only the first page starts small and moves while it grows.
/// </summary>
internal sealed class Pages<T>
    where T : struct
{
    private const int Smallest = 16;

    private readonly int _shift;
    private readonly int _mask;
    private T[][] _pages = Array.Empty<T[]>();

    /// <param name="shift">A page has 2^shift slots.</param>
    public Pages(int shift)
    {
        _shift = shift;
        _mask = (1 << shift) - 1;
    }

    public int Capacity { get; private set; }

    /// <summary>Valid until the next <see cref="Reserve"/>.</summary>
    public ref T this[int index] => ref _pages[index >> _shift][index & _mask];

    /// <summary>Makes the slots below <paramref name="count"/> usable; new ones are zero.</summary>
    public void Reserve(int count)
    {
        while (Capacity < count)
        {
            Grow();
        }
    }

    private void Grow()
    {
        int size = 1 << _shift;
        if (Capacity >= size)
        {
            if (Capacity >> _shift == _pages.Length)
            {
                Array.Resize(ref _pages, Math.Max(4, _pages.Length * 2));
            }

            _pages[Capacity >> _shift] = new T[size];
            Capacity += size;
            return;
        }

        if (_pages.Length == 0)
        {
            _pages = new T[1][];
            _pages[0] = Array.Empty<T>();
        }

        Capacity = Math.Min(size, Math.Max(Smallest, Capacity * 2));
        Array.Resize(ref _pages[0], Capacity);
    }
}
