using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>The list of what a core may not call is wired in, and nobody turns it off.</summary>
public sealed class BannedSymbolTests
{
    [Test]
    public void The_analyzer_and_its_list_reach_every_firmware_project()
    {
        XElement props = XElement.Parse(SourceTree.Read("firmware/Directory.Build.props"));
        Assert.Multiple(() =>
        {
            Assert.That(
                props.Descendants("PackageReference").Select(package => package.Attribute("Include")?.Value),
                Does.Contain("Microsoft.CodeAnalysis.BannedApiAnalyzers"));
            Assert.That(
                props.Descendants("AdditionalFiles").Select(file => file.Attribute("Include")?.Value),
                Does.Contain("$(MSBuildThisFileDirectory)BannedSymbols.txt"));
            Assert.That(
                SourceTree.Files("firmware", "Directory.Build.props"),
                Is.EqualTo(["firmware/Directory.Build.props"]),
                "a nearer file would hide it");
            Assert.That(SourceTree.Lines(".editorconfig"), Does.Contain("dotnet_diagnostic.RS0030.severity = error"));
        });
    }

    [TestCase("P:System.DateTime.UtcNow")]
    [TestCase("T:System.Diagnostics.Stopwatch")]
    [TestCase("T:System.Random")]
    [TestCase("M:System.Guid.NewGuid")]
    [TestCase("N:System.Security.Cryptography")]
    [TestCase("T:System.Threading.Tasks.Task")]
    [TestCase("T:System.Threading.Thread")]
    [TestCase("T:System.Threading.Monitor")]
    public void The_list_names(string symbol) =>
        Assert.That(
            SourceTree.Lines("firmware/BannedSymbols.txt").Select(line => line.Split(';')[0]), Does.Contain(symbol));

    /// <summary>
    /// Only where the base class library's Stream fixes a return type and nothing is scheduled, and where threads meet
    /// at the forwarding table.
    /// </summary>
    [Test]
    public void Nobody_turns_it_off() =>
        Assert.That(
            SourceTree.Files("firmware", ".cs", ".csproj", ".props", ".targets", ".editorconfig")
                .Where(file => SourceTree.Read(file).Contains("RS0030", System.StringComparison.Ordinal)),
            Is.EquivalentTo(
                [
                    "firmware/Router.Core.Fast/Fib/ReaderEpochs.cs",
                    "firmware/Router.Tcp/TcpStream.Async.cs",
                ]));
}
