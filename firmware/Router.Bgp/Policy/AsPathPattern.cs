using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// A regular expression over the AS numbers of a path, as routers write it: <c>_65001_</c>, <c>^65001$</c>,
/// <c>^65001( 65002)*$</c>. Numbers are whole (<c>65001</c> never finds 165001), <c>.</c> and <c>[0-9]+</c> stand for
/// one AS, <c>[65000-65010]</c> for a range, <c>_</c> and blanks separate; <c>^</c> and <c>$</c> hold for the whole
/// expression, so alternatives between them go in parentheses. A set matches by any of its members.
/// </summary>
/// <remarks>
/// It is compiled to an automaton with a state for each number in the pattern, at most <see cref="MaxAtoms"/>, and run
/// over all states at once: time grows with path times pattern and never faster.
/// </remarks>
public sealed class AsPathPattern : IEquatable<AsPathPattern>
{
    /// <summary>The most numbers, ranges and dots that one pattern holds.</summary>
    public const int MaxAtoms = 62;

    private readonly AsRange[][] _atoms;
    private readonly ulong[] _follow;
    private readonly ulong _first;
    private readonly ulong _last;
    private readonly bool _isNullable;
    private readonly bool _isStartAnchored;
    private readonly bool _isEndAnchored;

    internal AsPathPattern(string text, AsPathParser parsed)
    {
        Text = text;
        _atoms = parsed.Atoms.ToArray();
        _follow = parsed.Follow.ToArray();
        _first = parsed.Root.First;
        _last = parsed.Root.Last;
        _isNullable = parsed.Root.IsNullable;
        _isStartAnchored = parsed.IsStartAnchored;
        _isEndAnchored = parsed.IsEndAnchored;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out AsPathPattern? pattern,
        [NotNullWhen(false)] out string? error)
    {
        AsPathParser parser = new(text);
        bool isGood = parser.TryParse(out error);
        pattern = isGood ? new AsPathPattern(text, parser) : null;
        return isGood;
    }

    public static AsPathPattern Parse(string text) =>
        TryParse(text, out AsPathPattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>The path begins with these numbers.</summary>
    public static AsPathPattern StartsWith(ReadOnlySpan<Asn> numbers)
    {
        StringBuilder text = new("^");
        foreach (Asn asn in numbers)
        {
            text.Append(text.Length > 1 ? " " : string.Empty).Append(asn.Value.ToString(CultureInfo.InvariantCulture));
        }

        return Parse(text.ToString());
    }

    public bool Matches(OctetsIn octets, BgpRange path)
    {
        if (_isNullable && !(_isStartAnchored && _isEndAnchored))
        {
            return true;
        }

        // Bits are atoms that may have read the last number.
        ulong states = 0;
        bool isAtStart = true;
        AsPathSegments segments = new(octets, path);
        while (segments.MoveNext())
        {
            bool isSet = segments.Type is AsPathSegmentType.Set or AsPathSegmentType.ConfederationSet;
            for (int i = 0; i < (isSet ? 1 : segments.Count); i++)
            {
                ulong candidates = isAtStart || !_isStartAnchored ? _first : 0;
                for (ulong left = states; left != 0; left &= left - 1)
                {
                    candidates |= _follow[WordBits.Lowest(left)];
                }

                states = Reached(candidates, segments, i, isSet);
                isAtStart = false;
                if (!_isEndAnchored && (states & _last) != 0)
                {
                    return true;
                }
            }
        }

        return _isEndAnchored && ((states & _last) != 0 || (_isNullable && (isAtStart || !_isStartAnchored)));
    }

    public bool Equals(AsPathPattern? other) => other != null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as AsPathPattern);

    public override int GetHashCode() => Text.Length;

    public override string ToString() => Text;

    private ulong Reached(ulong candidates, in AsPathSegments segments, int index, bool isSet)
    {
        ulong states = 0;
        for (ulong left = candidates; left != 0; left &= left - 1)
        {
            int atom = WordBits.Lowest(left);
            bool isHit = false;
            for (int i = isSet ? 0 : index; i < (isSet ? segments.Count : index + 1) && !isHit; i++)
            {
                isHit = Accepts(_atoms[atom], segments[i].Value);
            }

            states |= isHit ? 1UL << atom : 0;
        }

        return states;
    }

    private static bool Accepts(AsRange[] ranges, uint asn)
    {
        foreach (AsRange range in ranges)
        {
            if (asn >= range.Low && asn <= range.High)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>AS numbers from one to another, both included.</summary>
internal readonly struct AsRange
{
    public AsRange(uint low, uint high)
    {
        Low = low;
        High = high;
    }

    public uint Low { get; }

    public uint High { get; }
}
