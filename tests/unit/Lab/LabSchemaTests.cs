using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Lab.Reading;

namespace Router.Tests.Lab;

public sealed class LabSchemaTests
{
    [TestCaseSource(typeof(LabSections), nameof(LabSections.All))]
    public void Schema_and_reader_know_the_same_keys(LabSection section)
    {
        using JsonDocument schema = Schema();
        JsonElement root = schema.RootElement;
        JsonElement mapping = section.Name == "lab" ? root : root.GetProperty("$defs").GetProperty(section.Name);
        Assert.That(mapping.GetProperty("properties").EnumerateObject().Select(p => p.Name), Is.EqualTo(section.Keys));
        Assert.That(mapping.GetProperty("additionalProperties").GetBoolean(), Is.False);
        Assert.That(section.Keys.Intersect(section.Refused), Is.Empty);
    }

    private static JsonDocument Schema() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(LabText.Root, "docs/schema/lab.json")));

    [Test]
    public void Schema_describes_no_mapping_that_the_reader_does_not_read()
    {
        using JsonDocument schema = Schema();
        Assert.That(
            schema.RootElement.GetProperty("$defs").EnumerateObject()
                .Where(d => d.Value.GetProperty("type").GetString() == "object").Select(d => d.Name),
            Is.EquivalentTo(LabSections.All.Select(s => s.Name).Where(n => n != "lab")));
    }
}
