using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Router.Tests.Architecture;

/// <summary>One .csproj, as far as the rules of the house look at it.</summary>
internal sealed record Project(string Name, string File, XElement Xml)
{
    public string Folder => Path.GetDirectoryName(File)!.Replace('\\', '/');

    /// <summary>Names of the projects that it references itself.</summary>
    public IEnumerable<string> References =>
        Xml.Descendants("ProjectReference").Select(reference =>
            Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    public IEnumerable<XElement> Packages => Xml.Descendants("PackageReference");

    public static IReadOnlyDictionary<string, Project> All { get; } =
        SourceTree.Files(string.Empty, ".csproj")
            .Select(file => new Project(
                Path.GetFileNameWithoutExtension(file), file, XElement.Parse(SourceTree.Read(file))))
            .ToDictionary(project => project.Name);

    /// <summary>All projects that it references, by others too.</summary>
    public IReadOnlySet<string> Closure()
    {
        HashSet<string> seen = [];
        Queue<string> waiting = new(References);
        while (waiting.TryDequeue(out string? name))
        {
            if (seen.Add(name))
            {
                foreach (string next in All[name].References)
                {
                    waiting.Enqueue(next);
                }
            }
        }

        return seen;
    }
}
