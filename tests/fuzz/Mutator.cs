using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Fuzz;

/// <summary>Makes new inputs out of known ones: octets changed, stretches copied, cut, inserted and spliced.</summary>
internal sealed class Mutator
{
    private static readonly byte[] s_interesting = [0, 1, 2, 3, 4, 16, 24, 32, 33, 64, 127, 128, 129, 192, 254, 255];

    private readonly RandomStream _random;

    public Mutator(RandomStream random) => _random = random;

    public byte[] Mutate(List<byte[]> known, int largest)
    {
        List<byte> octets = [.. known[(int)_random.NextBelow((uint)known.Count)]];
        for (uint edits = 1 + _random.NextBelow(6); edits > 0; edits--)
        {
            Edit(octets, known);
        }

        if (octets.Count > largest)
        {
            octets.RemoveRange(largest, octets.Count - largest);
        }

        // Half of what looks like a message gets its length right, so that the parsers behind the framer are reached.
        if (octets.Count >= 19 && octets[0] == 0xff && octets[15] == 0xff && _random.NextBelow(4) != 0)
        {
            octets[16] = (byte)(octets.Count >> 8);
            octets[17] = (byte)octets.Count;
        }

        return [.. octets];
    }

    private void Edit(List<byte> octets, List<byte[]> known)
    {
        int at = octets.Count == 0 ? 0 : (int)_random.NextBelow((uint)octets.Count);
        int length = octets.Count == 0 ? 0 : 1 + (int)_random.NextBelow((uint)Math.Min(32, octets.Count - at));
        switch (_random.NextBelow(9))
        {
            case 0 when octets.Count > 0:
                octets[at] ^= (byte)(1 << (int)_random.NextBelow(8));
                break;
            case 1 when octets.Count > 0:
                octets[at] = (byte)_random.NextBelow(256);
                break;
            case 2 when octets.Count > 0:
                octets[at] = s_interesting[_random.NextBelow((uint)s_interesting.Length)];
                break;
            case 3 when octets.Count > 0:
                octets[at] += (byte)(_random.NextBelow(9) - 4);
                break;
            case 4 when octets.Count > 0:
                octets.RemoveRange(at, length);
                break;
            case 5 when octets.Count > 0:
                octets.InsertRange(at, octets.GetRange(at, length));
                break;
            case 6:
                for (uint i = _random.NextBelow(8); i > 0; i--)
                {
                    octets.Insert(at, (byte)_random.NextBelow(256));
                }

                break;
            case 7:
                Splice(octets, known[(int)_random.NextBelow((uint)known.Count)], at);
                break;
            default:
                if (octets.Count > 1)
                {
                    // Two octets at once: lengths are often two.
                    octets[at] = s_interesting[_random.NextBelow((uint)s_interesting.Length)];
                    octets[(at + 1) % octets.Count] = (byte)_random.NextBelow(256);
                }

                break;
        }
    }

    private void Splice(List<byte> octets, byte[] other, int at)
    {
        if (other.Length == 0)
        {
            return;
        }

        int from = (int)_random.NextBelow((uint)other.Length);
        int length = 1 + (int)_random.NextBelow((uint)Math.Min(200, other.Length - from));
        octets.InsertRange(at, other.AsSpan(from, length).ToArray());
    }
}
