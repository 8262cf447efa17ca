using System;

namespace Router.Core;

/// <summary>
/// Which member of a next-hop group a flow takes: the flow's hash picks one of 256 buckets, and buckets belong to
/// members in proportion to their weights. A member that fails hands over its own buckets only, and gets just those
/// back when it returns: all other flows stay where they are. Members are told apart by what they are, not by their
/// place, so that two groups with common members mostly agree (rendezvous hashing).
/// </summary>
internal sealed class HopShares
{
    public const int Buckets = 256;

    private readonly uint[] _names;
    private readonly int[] _weights;
    private readonly ushort[] _home = new ushort[Buckets];
    private readonly ushort[] _owners = new ushort[Buckets];

    /// <param name="names">A number for each member that says which it is.</param>
    /// <param name="weights">Positive.</param>
    public HopShares(uint[] names, int[] weights)
    {
        _names = names;
        _weights = weights;
        var all = new bool[names.Length];
        Array.Fill(all, true);
        Array.Fill(_home, ushort.MaxValue);
        Fill(_home, all);
        Array.Copy(_home, _owners, Buckets);
    }

    /// <summary>The member of each bucket, by its place in the whole group; of no account when all are dead.</summary>
    public ReadOnlySpan<ushort> Owners => _owners;

    public static int BucketOf(uint hash) => (int)(hash >> 24);

    public void Update(ReadOnlySpan<bool> alive)
    {
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            _owners[bucket] = alive[_home[bucket]] ? _home[bucket]
                : alive[_owners[bucket]] ? _owners[bucket]
                : ushort.MaxValue;
        }

        Fill(_owners, alive);
    }

    // Gives away the buckets that nobody has.
    private void Fill(ushort[] owners, ReadOnlySpan<bool> alive)
    {
        Span<int> room = stackalloc int[alive.Length <= 256 ? alive.Length : 0];
        room = room.Length < alive.Length ? new int[alive.Length] : room;
        if (!Quotas(alive, room))
        {
            Array.Copy(_home, owners, Buckets);
            return;
        }

        foreach (ushort owner in owners)
        {
            if (owner != ushort.MaxValue)
            {
                room[owner]--;
            }
        }

        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            if (owners[bucket] == ushort.MaxValue)
            {
                int best = Best(bucket, alive, room);
                owners[bucket] = (ushort)best;
                room[best]--;
            }
        }
    }

    // The member that the bucket likes best among those whose share is not full yet.
    private int Best(int bucket, ReadOnlySpan<bool> alive, ReadOnlySpan<int> room)
    {
        int best = -1;
        uint most = 0;
        for (int pass = 0; best < 0; pass++)
        {
            for (int member = 0; member < alive.Length; member++)
            {
                uint score = Mix(_names[member] ^ ((uint)bucket * 0x9e37_79b1));
                if (alive[member] && (room[member] > 0 || pass > 0) && (best < 0 || score > most))
                {
                    best = member;
                    most = score;
                }
            }
        }

        return best;
    }

    // Buckets in proportion to the weights; the heaviest remainders take what division leaves. False: nobody is alive.
    private bool Quotas(ReadOnlySpan<bool> alive, Span<int> quotas)
    {
        long sum = 0;
        for (int i = 0; i < alive.Length; i++)
        {
            sum += alive[i] ? _weights[i] : 0;
        }

        if (sum == 0)
        {
            return false;
        }

        int left = Buckets;
        for (int i = 0; i < alive.Length; i++)
        {
            quotas[i] = alive[i] ? (int)(_weights[i] * (long)Buckets / sum) : 0;
            left -= quotas[i];
        }

        for (; left > 0; left--)
        {
            int best = -1;
            long most = long.MinValue;
            for (int i = 0; i < alive.Length; i++)
            {
                long owed = (_weights[i] * (long)Buckets) - (quotas[i] * sum);
                if (alive[i] && (owed > most || (owed == most && _names[i] < _names[best])))
                {
                    best = i;
                    most = owed;
                }
            }

            quotas[best]++;
        }

        return true;
    }

    private static uint Mix(uint value)
    {
        value = (value ^ (value >> 16)) * 0x85eb_ca6b;
        value = (value ^ (value >> 13)) * 0xc2b2_ae35;
        return value ^ (value >> 16);
    }
}
