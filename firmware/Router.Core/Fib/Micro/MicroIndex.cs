namespace Router.Core;

/// <summary>
/// What each /12 answers: a block of the arena (its place, 0 or more) or one group (its complement, below 0). A list of
/// the runs of /12s that answer alike while the table is small, an array of all 4,096 when that is shorter.
/// </summary>
internal sealed class MicroIndex
{
    public const int Size = 4096;
    public const int NoRoute = ~0;

    private const int AllOctets = 3 * Size;

    private readonly bool _grows;
    private readonly MicroKeys _runs;
    private byte[] _all = new byte[1];

    /// <param name="runs">Runs to make room for; as many as the array is worth make the array at once.</param>
    /// <param name="grows">The list may grow, and become the array.</param>
    public MicroIndex(int runs, bool grows)
    {
        _grows = grows;
        bool list = runs * MicroKeys.EntryOctets < AllOctets;
        _runs = new MicroKeys(list && runs > 1 ? runs : 1, grows);
        _runs.Set(0, NoRoute);
        if (!list)
        {
            MakeArray();
        }
    }

    /// <summary>Octets that lookups read.</summary>
    public int Octets => Whole ? AllOctets : _runs.Count * MicroKeys.EntryOctets;

    /// <summary>Octets beyond those.</summary>
    public int Reserved => (_runs.Capacity * MicroKeys.EntryOctets) + (Whole ? AllOctets : 0) - Octets;

    /// <summary>Places to go through: of runs, or of all /12s.</summary>
    public int Places => Whole ? Size : _runs.Count;

    private bool Whole => _all.Length == AllOctets;

    public int At(int key)
    {
        byte[] all = _all;
        return all.Length == AllOctets ? MicroKeys.Triple(all, 3 * key) : _runs.ValueAt(_runs.Floor(key));
    }

    public int ValueAt(int place) => Whole ? MicroKeys.Triple(_all, 3 * place) : _runs.ValueAt(place);

    public void SetAt(int place, int value)
    {
        if (Whole)
        {
            MicroKeys.PutTriple(_all, 3 * place, value);
        }
        else
        {
            _runs.SetAt(place, value);
        }
    }

    /// <summary>Whether <see cref="Set"/> would find room.</summary>
    public bool HasRoom(int first, int last)
    {
        return Whole || _runs.HasRoom(2 - (_runs.Floor(last + 1) - _runs.Floor(first - 1)));
    }

    /// <summary>Makes neighbouring /12s answer alike. Only a group can be the answer of several.</summary>
    public void Set(int first, int last, int value)
    {
        if (Whole)
        {
            for (int key = first; key <= last; key++)
            {
                SetAt(key, value);
            }

            return;
        }

        int after = last + 1 < Size ? At(last + 1) : value;
        for (int place = _runs.Floor(last + 1); place >= 0 && _runs.KeyAt(place) >= first; place--)
        {
            _runs.RemoveAt(place);
        }

        if (first == 0 || At(first - 1) != value)
        {
            _runs.Set(first, value);
        }

        if (after != value)
        {
            _runs.Set(last + 1, after);
        }

        if (_grows && _runs.Count * MicroKeys.EntryOctets >= AllOctets)
        {
            MakeArray();
        }
    }

    private void MakeArray()
    {
        var all = new byte[AllOctets];
        for (int key = 0; key < Size; key++)
        {
            MicroKeys.PutTriple(all, 3 * key, At(key));
        }

        _all = all;
        _runs.Clear();
    }
}
