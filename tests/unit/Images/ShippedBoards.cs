using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Calico.Yaml;
using Router.Images.Boards;

namespace Router.Tests.Images;

/// <summary>The boards that travel in the binary.</summary>
internal static class ShippedBoards
{
    public static IEnumerable<string> Files => BoardCatalog.Shipped.Select(static file => file.Path);

    public static string Text(string path) => BoardCatalog.Shipped.Single(file => file.Path == path).Text;

    public static YamlNode Load(string path) => Parse(path, Text(path));

    public static YamlNode Parse(string path, string text)
    {
        var report = new ConfigReport();
        YamlNode node = YamlLoader.Load(path, text, report).Single();
        Assert.That(report.Errors, Is.Empty);
        return node;
    }

    public static Board Board(string path)
    {
        var report = new ConfigReport();
        Board? board = BoardReader.Read(path, Text(path), report);
        Assert.That(report.Errors, Is.Empty);
        return board!;
    }
}
