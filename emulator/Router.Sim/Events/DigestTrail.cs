using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Checkpoints of the running digest, so that two runs which differ can be searched for the first difference. Bounded:
/// when full, every second checkpoint goes and the spacing doubles.
/// </summary>
public sealed class DigestTrail
{
    private readonly Checkpoint[] _checkpoints;
    private int _count;

    public DigestTrail(long spacing = 1024, int capacity = 4096)
    {
        _checkpoints = new Checkpoint[capacity];
        Spacing = spacing;
    }

    /// <summary>Events between checkpoints now.</summary>
    public long Spacing { get; private set; }

    public int Count => _count;

    public Checkpoint this[int index] => _checkpoints[index];

    /// <summary>
    /// The first checkpoint of <paramref name="right"/> whose event number both trails hold and whose digest differs;
    /// the runs part after the one before it. Null when all common checkpoints agree.
    /// </summary>
    public static Checkpoint? FirstDifference(DigestTrail left, DigestTrail right)
    {
        int i = 0;
        int j = 0;
        while (i < left._count && j < right._count)
        {
            Checkpoint a = left._checkpoints[i];
            Checkpoint b = right._checkpoints[j];
            if (a.Events == b.Events)
            {
                if (a.Digest != b.Digest)
                {
                    return b;
                }

                i++;
                j++;
            }
            else if (a.Events < b.Events)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return null;
    }

    internal void Note(long events, Instant time, in Digest128 digest)
    {
        if (events % Spacing != 0)
        {
            return;
        }

        if (_count == _checkpoints.Length)
        {
            Thin();
            if (events % Spacing != 0)
            {
                return;
            }
        }

        _checkpoints[_count++] = new Checkpoint(events, time, digest);
    }

    private void Thin()
    {
        Spacing *= 2;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_checkpoints[i].Events % Spacing == 0)
            {
                _checkpoints[kept++] = _checkpoints[i];
            }
        }

        _count = kept;
    }

    /// <summary>The digest after this many events, and the virtual time of the last of them.</summary>
    public readonly record struct Checkpoint(long Events, Instant Time, Digest128 Digest);
}
