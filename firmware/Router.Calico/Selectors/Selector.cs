using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Router.Calico.Selectors;

/// <summary>A parsed selector expression: which sets of labels it matches.</summary>
public sealed class Selector
{
    private readonly SelectorTerm _term;

    private Selector(string text, SelectorTerm term)
    {
        Text = text;
        _term = term;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>
    /// Parses an expression; on failure <paramref name="error"/> tells what is wrong and at which character.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Selector? selector,
        [NotNullWhen(false)] out string? error)
    {
        SelectorTerm? term = new SelectorParser(text).Parse(out error);
        selector = term is null ? null : new Selector(text, term);
        return selector is not null;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _term.Matches(labels);

    public override string ToString() => Text;
}
