using System;
using System.Collections.Generic;
using Router.Bench.Common;
using Router.Core;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>Our structures by the names that <c>--structures</c> takes.</summary>
public static class Structures
{
    /// <summary>In the order of reports; the first is the one that bars are about.</summary>
    public static readonly IReadOnlyList<string> Ipv4 = ["trie"];

    public static ILookupStructure<Ipv4Address> Make(string name, int hops) => name switch
    {
        "trie" => new PlainStructure(new BinaryTrie()),
        _ => throw new BenchException($"'{name}' is no structure; there are {string.Join(", ", Ipv4)}"),
    };
}
