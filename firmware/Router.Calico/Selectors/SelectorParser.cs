using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Router.Calico.Selectors;

/// <summary>
/// Recursive descent over Calico's selector grammar: <c>||</c> binds weakest, then <c>&amp;&amp;</c>, then <c>!</c>.
/// Nesting is bounded, so that no expression exhausts the stack.
/// </summary>
internal sealed class SelectorParser(string text)
{
    private const int DeepestNesting = 64;
    private const string LabelCharacters = "._-/";

    private int _at;
    private int _depth;
    private string? _error;

    public SelectorTerm? Parse(out string? error)
    {
        SkipBlanks();

        // Calico reads the empty selector as one that matches everything.
        SelectorTerm? term = _at == text.Length ? new AllTerm() : Or();
        if (term is not null && _at < text.Length)
        {
            term = Fail("'&&', '||' or the end");
        }

        error = _error;
        return term;
    }

    private SelectorTerm? Or()
    {
        SelectorTerm? left = And();
        while (left is not null && Take("||"))
        {
            left = And() is { } right ? new OrTerm(left, right) : null;
        }

        return left;
    }

    private SelectorTerm? And()
    {
        SelectorTerm? left = Unary();
        while (left is not null && Take("&&"))
        {
            left = Unary() is { } right ? new AndTerm(left, right) : null;
        }

        return left;
    }

    private SelectorTerm? Unary()
    {
        bool negated = false;
        while (Take("!"))
        {
            negated = !negated;
        }

        SelectorTerm? term = Primary();
        return term is not null && negated ? new NotTerm(term) : term;
    }

    private SelectorTerm? Primary()
    {
        if (!Take("("))
        {
            return Test();
        }

        if (++_depth > DeepestNesting)
        {
            return Fail(FormattableString.Invariant($"at most {DeepestNesting} nested parentheses"));
        }

        SelectorTerm? inner = Or();
        _depth--;
        return inner is null || Take(")") ? inner : Fail("')'");
    }

    private SelectorTerm? Test()
    {
        if (!TakeLabel(out string? label))
        {
            return Fail("a label, 'has(label)', 'all()' or '('");
        }

        if (label is "has" && Take("("))
        {
            return TakeLabel(out string? name) && Take(")") ? new HasTerm(name) : Fail("a label and ')'");
        }

        if (label is "all" or "global" && Take("("))
        {
            return Take(")") ? label == "all" ? new AllTerm() : new GlobalTerm() : Fail("')'");
        }

        if (Take("=="))
        {
            return Value(label, ValueTest.Equal);
        }

        if (Take("!="))
        {
            // True as well when the label is absent.
            return Value(label, ValueTest.Equal) is { } equal ? new NotTerm(equal) : null;
        }

        return WordTest(label);
    }

    private SelectorTerm? WordTest(string label)
    {
        if (TakeWord("in"))
        {
            return In(label);
        }

        if (TakeWord("contains"))
        {
            return Value(label, ValueTest.Contains);
        }

        if (TakeWord("not"))
        {
            return TakeWord("in") ? In(label) is { } within ? new NotTerm(within) : null : Fail("'in'");
        }

        bool starts = TakeWord("starts");
        if (starts || TakeWord("ends"))
        {
            return TakeWord("with")
                ? Value(label, starts ? ValueTest.StartsWith : ValueTest.EndsWith)
                : Fail("'with'");
        }

        return Fail("'==', '!=', 'in', 'not in', 'contains', 'starts with' or 'ends with'");
    }

    private SelectorTerm? Value(string label, ValueTest test) =>
        TakeString(out string? value) ? new ValueTerm(label, test, value) : Fail("a value in quotes");

    private SelectorTerm? In(string label)
    {
        if (!Take("{"))
        {
            return Fail("'{'");
        }

        var values = new List<string>();
        while (!Take("}"))
        {
            if ((values.Count > 0 && !Take(",")) || !TakeString(out string? value))
            {
                return Fail("values in quotes divided by ',' and then '}'");
            }

            values.Add(value);
        }

        return new InTerm(label, values);
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0
            || (token == "!" && _at + 1 < text.Length && text[_at + 1] == '='))
        {
            return false;
        }

        _at += token.Length;
        SkipBlanks();
        return true;
    }

    private bool TakeWord(string word)
    {
        int end = _at + word.Length;
        return (end >= text.Length || !IsLabelCharacter(text[end])) && Take(word);
    }

    private bool TakeLabel([NotNullWhen(true)] out string? label)
    {
        int end = _at;
        while (end < text.Length && IsLabelCharacter(text[end]))
        {
            end++;
        }

        label = end > _at ? text[_at..end] : null;
        _at = end;
        SkipBlanks();
        return label is not null;
    }

    private bool TakeString([NotNullWhen(true)] out string? value)
    {
        value = null;
        if (_at >= text.Length || text[_at] is not ('\'' or '"'))
        {
            return false;
        }

        int end = text.IndexOf(text[_at], _at + 1);
        if (end < 0)
        {
            return false;
        }

        value = text[(_at + 1)..end];
        _at = end + 1;
        SkipBlanks();
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t'))
        {
            _at++;
        }
    }

    private static bool IsLabelCharacter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || LabelCharacters.Contains(letter, StringComparison.Ordinal);

    private SelectorTerm? Fail(string expected)
    {
        string found = _at < text.Length ? "'" + text[_at] + "'" : "the end";
        _error ??= string.Create(CultureInfo.InvariantCulture,
            $"{found} at character {_at + 1} where {expected} belongs");
        return null;
    }
}
