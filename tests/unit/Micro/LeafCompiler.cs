using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;
using Router.Tests.Architecture;

namespace Router.Tests.Micro;

/// <summary>Compiles leaf files as a microcontroller's project would: against the little there is, and nothing else.
/// </summary>
internal static class LeafCompiler
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp13);
    private static readonly PortableExecutableReference s_corlib = Corlib();

    /// <summary>Files that a microcontroller runs: the compact table, and the routes beside it.</summary>
    public static IReadOnlyList<string> Files =>
    [
        "firmware/Router.Core/Fib/RouteKey.cs",
        .. SourceTree.Files("firmware/Router.Core/Fib/Micro", ".cs").Where(file => !file.EndsWith("/MicroFib.cs")),
        .. SourceTree.Files("firmware/Router.Core/Rib", ".cs").Where(file => !file.EndsWith("/PrefixTable.cs")),
    ];

    public static SyntaxTree Parse(string text, string name) => CSharpSyntaxTree.ParseText(text, s_parse, name);

    /// <summary>What the compiler says against the files.</summary>
    public static IReadOnlyList<string> Complaints(IEnumerable<SyntaxTree> trees)
    {
        CSharpCompilation leaf = Compilation("Router.Leaf", trees, [s_corlib]);
        return Errors(leaf.Emit(Stream.Null).Diagnostics);
    }

    private static PortableExecutableReference Corlib()
    {
        string text = SourceTree.Read("tests/micro/Corlib.cs");
        CSharpCompilation corlib = Compilation("mscorlib", [Parse(text, "Corlib.cs")], []);
        using var image = new MemoryStream();
        Assert.That(Errors(corlib.Emit(image).Diagnostics), Is.Empty);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static CSharpCompilation Compilation(
        string name, IEnumerable<SyntaxTree> trees, IEnumerable<MetadataReference> references)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release);
        return CSharpCompilation.Create(name, trees, references, options);
    }

    private static string[] Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Select(one => one.ToString())];
}
