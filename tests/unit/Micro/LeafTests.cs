using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using NUnit.Framework;
using Router.Tests.Architecture;

namespace Router.Tests.Micro;

/// <summary>Files that also run on microcontrollers: they compile against what there is, and stay plain.</summary>
public sealed class LeafTests
{
    private static IReadOnlyList<SyntaxTree> Trees =>
        [.. LeafCompiler.Files.Select(file => LeafCompiler.Parse(SourceTree.Read(file), file))];

    [Test]
    public void Leaf_files_compile_where_there_is_little() =>
        Assert.That(LeafCompiler.Complaints(Trees), Is.Empty);

    [Test]
    public void Leaf_files_use_nothing_that_runtimes_lack() =>
        Assert.That(Trees.SelectMany(LeafRules.Complaints), Is.Empty);

    [TestCase("static int F(System.Span<int> s) => s[0];")]
    [TestCase("static int F(System.ReadOnlySpan<int> s) => s.Length;")]
    [TestCase("static T F<T>(T t) => t;")]
    [TestCase("System.Collections.Generic.List<int> _list;")]
    [TestCase("int? _maybe;")]
    [TestCase("static int F((int, int) t) => t.Item1;")]
    [TestCase("static int F(int[] a) { int s = 0; foreach (var x in a) { s += x; } return s; }")]
    [TestCase("static int F(int[] a) => a[^1];")]
    [TestCase("static int[] F() => [1, 2, 3];")]
    [TestCase("static int F() { int a = 1; ref int b = ref a; return b; }")]
    [TestCase("static unsafe int F(int* p) => *p;")]
    [TestCase("static string F(int n) => $\"{n}\";")]
    [TestCase("static int[,] F() => new int[1, 1];")]
    public void What_runtimes_lack_is_found(string member)
    {
        SyntaxTree tree = LeafCompiler.Parse($"sealed class Leaf {{ {member} }}", "Leaf.cs");
        Assert.That(LeafRules.Complaints(tree), Is.Not.Empty);
    }

    [TestCase("static int F(System.Span<int> s) => s[0];")]
    [TestCase("System.Collections.Generic.List<int> _list;")]
    [TestCase("int? _maybe;")]
    [TestCase("static int F(uint n) => System.Numerics.BitOperations.PopCount(n);")]
    [TestCase("static int[] F(int[] a) { System.Array.Resize(ref a, 3); return a; }")]
    [TestCase("static Router.Wire.Ipv4Address F() => default;")]
    [TestCase("static int F(int[] a) => System.Linq.Enumerable.Sum(a);")]
    [TestCase("static int F(int[] a) => a[^1];")]
    public void What_is_not_there_does_not_compile(string member)
    {
        SyntaxTree tree = LeafCompiler.Parse($"sealed class Leaf {{ {member} }}", "Leaf.cs");
        Assert.That(LeafCompiler.Complaints([tree]), Is.Not.Empty);
    }
}
