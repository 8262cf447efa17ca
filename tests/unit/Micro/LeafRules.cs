using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Router.Tests.Micro;

/// <summary>
/// What leaf files do without, also where a compiler would find a way: a runtime without generics has no place for a
/// nullable value, a tuple or an iterator, and one without spans none for a range of them.
/// </summary>
internal static class LeafRules
{
    private static readonly Dictionary<SyntaxKind, string> s_forbidden = new()
    {
        [SyntaxKind.GenericName] = "a generic type or method",
        [SyntaxKind.TypeParameterList] = "a generic type or method",
        [SyntaxKind.NullableType] = "a nullable type",
        [SyntaxKind.PointerType] = "a pointer",
        [SyntaxKind.FunctionPointerType] = "a pointer",
        [SyntaxKind.UnsafeStatement] = "unsafe code",
        [SyntaxKind.UnsafeKeyword] = "unsafe code",
        [SyntaxKind.FixedStatement] = "unsafe code",
        [SyntaxKind.StackAllocArrayCreationExpression] = "stackalloc",
        [SyntaxKind.ImplicitStackAllocArrayCreationExpression] = "stackalloc",
        [SyntaxKind.ForEachStatement] = "foreach",
        [SyntaxKind.ForEachVariableStatement] = "foreach",
        [SyntaxKind.QueryExpression] = "a query",
        [SyntaxKind.TupleType] = "a tuple",
        [SyntaxKind.TupleExpression] = "a tuple",
        [SyntaxKind.RangeExpression] = "a range",
        [SyntaxKind.IndexExpression] = "an index from the end",
        [SyntaxKind.CollectionExpression] = "a collection expression",
        [SyntaxKind.InterpolatedStringExpression] = "an interpolated string",
        [SyntaxKind.RecordDeclaration] = "a record",
        [SyntaxKind.RecordStructDeclaration] = "a record",
        [SyntaxKind.AwaitExpression] = "await",
        [SyntaxKind.YieldReturnStatement] = "an iterator",
        [SyntaxKind.SimpleLambdaExpression] = "a lambda",
        [SyntaxKind.ParenthesizedLambdaExpression] = "a lambda",
        [SyntaxKind.RefType] = "a reference to a place",
        [SyntaxKind.RefStructConstraint] = "a generic type or method",
        [SyntaxKind.Utf8StringLiteralExpression] = "a span of text",
    };

    private static readonly string[] s_names = ["Span", "ReadOnlySpan", "Memory", "Linq", "Unsafe", "Nullable"];

    public static IReadOnlyList<string> Complaints(SyntaxTree tree)
    {
        return
        [
            .. tree.GetRoot().DescendantNodesAndTokens(descendIntoTrivia: false)
                .Select(one => (At: one, What: Forbidden(one)))
                .Where(one => one.What is not null)
                .Select(one => $"{tree.FilePath}:{Line(tree, one.At)}: {one.What}"),
        ];
    }

    private static string? Forbidden(SyntaxNodeOrToken one)
    {
        if (s_forbidden.TryGetValue(one.Kind(), out string? what))
        {
            return what;
        }

        return one.AsNode() switch
        {
            IdentifierNameSyntax name when s_names.Contains(name.Identifier.Text) => name.Identifier.Text,
            ArrayRankSpecifierSyntax { Rank: > 1 } => "an array of several dimensions",
            _ => null,
        };
    }

    private static int Line(SyntaxTree tree, SyntaxNodeOrToken one) =>
        tree.GetLineSpan(one.Span).StartLinePosition.Line + 1;
}
