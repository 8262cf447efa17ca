using System.Collections.Generic;
using Router.Bench.Common;
using Router.Core;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>Our structures by the names that <c>--structures</c> takes.</summary>
public static class Structures
{
    /// <summary>In the order of reports.</summary>
    public static readonly IReadOnlyList<string> Names = ["trie"];

    public static ILookupStructure<Ipv4Address> Make(string name) => name switch
    {
        "trie" => new PlainStructure(new BinaryTrie()),
        _ => throw new BenchException($"'{name}' is no structure; there are {string.Join(", ", Names)}"),
    };
}
