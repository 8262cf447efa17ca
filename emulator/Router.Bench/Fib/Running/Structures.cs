using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>Our structures by the names that <c>--structures</c> takes.</summary>
public static class Structures
{
    /// <summary>In the order of reports.</summary>
    public static readonly IReadOnlyList<string> Names = ["fronted", "slice", "micro", "trie", "tree"];

    /// <summary>Those of the names that hold addresses of a family.</summary>
    public static IReadOnlyList<string> Of(bool v6) => [.. Names.Where(name => (name == "tree") == v6)];

    public static ILookupStructure<Ipv4Address> Make(string name) => name switch
    {
        "fronted" => Fronted(new ReaderEpochs()),
        "slice" => Slice(new ReaderEpochs()),
        "micro" => new TableStructure(new MicroFib()),
        "trie" => new PlainStructure(new BinaryTrie()),
        _ => throw new BenchException($"'{name}' is no structure for IPv4"),
    };

    public static ILookupStructure<Ipv6Address> Make6(string name) => name switch
    {
        "tree" => new TreeStructure(),
        _ => throw new BenchException($"'{name}' is no structure for IPv6"),
    };

    private static TableStructure Fronted(ReaderEpochs readers) => new(new FrontedFib(readers), readers);

    private static TableStructure Slice(ReaderEpochs readers) => new(new SliceFib(readers), readers);
}
