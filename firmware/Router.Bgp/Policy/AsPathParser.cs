using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Router.Bgp;

/// <summary>
/// Reads an AS-path expression into the sets of a position automaton: which atoms come first, last, and after which.
/// </summary>
internal sealed class AsPathParser
{
    private const int DeepestGroup = 32;
    private const int LongestText = 1024;

    private readonly string _text;
    private int _at;
    private int _depth;
    private string? _error;

    public AsPathParser(string text) => _text = text;

    public List<AsRange[]> Atoms { get; } = [];

    /// <summary>For each atom, those that may come next.</summary>
    public List<ulong> Follow { get; } = [];

    public Part Root { get; private set; }

    public bool IsStartAnchored { get; private set; }

    public bool IsEndAnchored { get; private set; }

    public bool TryParse([NotNullWhen(false)] out string? error)
    {
        if (_text.Length > LongestText)
        {
            error = "an AS-path expression has at most 1024 characters";
            return false;
        }

        SkipSeparators();
        IsStartAnchored = Take('^');
        Root = Alternatives();
        if (Take('$'))
        {
            IsEndAnchored = true;
            SkipSeparators();
        }

        if (_at < _text.Length)
        {
            Fail($"'{_text[_at]}' is not expected");
        }

        error = _error;
        return _error == null;
    }

    private Part Alternatives()
    {
        Part all = Sequence();
        while (Take('|'))
        {
            Part other = Sequence();
            all = new Part(all.First | other.First, all.Last | other.Last, all.IsNullable || other.IsNullable);
        }

        return all;
    }

    private Part Sequence()
    {
        Part all = new(0, 0, true);
        SkipSeparators();
        while (_error == null && _at < _text.Length && _text[_at] is not ('|' or ')' or '$'))
        {
            Part next = Repeated();
            Connect(all.Last, next.First);
            all = new Part(
                all.IsNullable ? all.First | next.First : all.First,
                next.IsNullable ? all.Last | next.Last : next.Last,
                all.IsNullable && next.IsNullable);
            SkipSeparators();
        }

        return all;
    }

    private Part Repeated()
    {
        Part part = Single();
        while (_error == null && _at < _text.Length && _text[_at] is '*' or '+' or '?')
        {
            char sign = _text[_at++];
            if (sign != '?')
            {
                Connect(part.Last, part.First);
            }

            part = new Part(part.First, part.Last, part.IsNullable || sign != '+');
        }

        return part;
    }

    private Part Single()
    {
        if (Take('('))
        {
            if (++_depth > DeepestGroup)
            {
                return Fail("groups are nested more than 32 deep");
            }

            Part inner = Alternatives();
            _depth--;
            return Take(')') ? inner : Fail("')' is missing");
        }

        if (Take('.'))
        {
            return Atom(new AsRange(0, uint.MaxValue));
        }

        if (Take('['))
        {
            return Class();
        }

        return TryNumber(out uint number) ? Atom(new AsRange(number, number))
            : Fail($"'{_text[_at]}' is not an AS number, '.', '[' or '('");
    }

    private Part Class()
    {
        List<AsRange> ranges = [];
        int start = _at;
        while (!Take(']'))
        {
            SkipSeparators();
            if (!TryNumber(out uint low))
            {
                return Fail("'[' is followed by AS numbers or ranges such as 65000-65010, and ']'");
            }

            uint high = low;
            if (Take('-') && (!TryNumber(out high) || high < low))
            {
                return Fail("a range goes from a lower to a higher AS number");
            }

            ranges.Add(new AsRange(low, high));
            SkipSeparators();
            Take(',');
        }

        // The field writes "any number" as its digits: [0-9]+ and [0-9]*.
        if (_text.Substring(start, _at - start) == "0-9]" && _at < _text.Length && _text[_at] is '+' or '*')
        {
            _at++;
            return Atom(new AsRange(0, uint.MaxValue));
        }

        return ranges.Count > 0 ? Atom(ranges.ToArray()) : Fail("'[]' is empty");
    }

    private bool TryNumber(out uint number)
    {
        int start = _at;
        while (_at < _text.Length && _text[_at] is >= '0' and <= '9')
        {
            _at++;
        }

        bool isGood = uint.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None,
            CultureInfo.InvariantCulture, out number);
        if (!isGood)
        {
            _at = start;
        }

        return isGood;
    }

    private Part Atom(params AsRange[] ranges)
    {
        if (Atoms.Count == AsPathPattern.MaxAtoms)
        {
            return Fail("an AS-path expression has at most 62 numbers, ranges and dots");
        }

        ulong bit = 1UL << Atoms.Count;
        Atoms.Add(ranges);
        Follow.Add(0);
        return new Part(bit, bit, false);
    }

    private void Connect(ulong from, ulong to)
    {
        for (int i = 0; i < Follow.Count; i++)
        {
            Follow[i] |= (from & (1UL << i)) != 0 ? to : 0;
        }
    }

    private void SkipSeparators()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '_')
        {
            _at++;
        }
    }

    private bool Take(char sign)
    {
        bool isThere = _at < _text.Length && _text[_at] == sign;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private Part Fail(string error)
    {
        _error ??= string.Format(CultureInfo.InvariantCulture, "{0} (character {1} of '{2}')", error, _at + 1, _text);
        return new Part(0, 0, true);
    }

    /// <summary>Of a part of the expression: atoms that can stand first and last; whether it can be empty.</summary>
    internal readonly record struct Part(ulong First, ulong Last, bool IsNullable);
}
