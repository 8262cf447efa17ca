using System.Collections.Generic;
using Router.Bench.Common;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>Our structures by the names that <c>--structures</c> takes.</summary>
public static class Structures
{
    /// <summary>In the order of reports.</summary>
    public static readonly IReadOnlyList<string> Names = ["slice", "micro", "trie"];

    public static ILookupStructure<Ipv4Address> Make(string name) => name switch
    {
        "slice" => Slice(new ReaderEpochs()),
        "micro" => new TableStructure(new MicroFib()),
        "trie" => new PlainStructure(new BinaryTrie()),
        _ => throw new BenchException($"'{name}' is no structure; there are {string.Join(", ", Names)}"),
    };

    private static TableStructure Slice(ReaderEpochs readers) => new(new SliceFib(readers), readers);
}
