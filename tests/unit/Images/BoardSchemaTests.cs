using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Images.Boards;
using Router.Tests.Lab;

namespace Router.Tests.Images;

/// <summary><c>docs/schema/board.json</c> and the reader say the same.</summary>
public sealed class BoardSchemaTests
{
    private static readonly JsonElement s_schema = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(LabText.Root, "docs/schema/board.json"))).RootElement;

    private static IEnumerable<string> Names => BoardSections.All.Select(static section => section.Name);

    [TestCaseSource(nameof(Names))]
    public void Schema_and_reader_know_the_same_keys(string section)
    {
        JsonElement mapping = Mapping(section);
        Assert.Multiple(() =>
        {
            Assert.That(mapping.GetProperty("properties").EnumerateObject().Select(static p => p.Name),
                Is.EqualTo(BoardSections.All.Single(s => s.Name == section).Keys));
            Assert.That(mapping.GetProperty("required").EnumerateArray().Select(static k => k.GetString()),
                Is.EqualTo(RequiredKeys.All.Where(r => r.Section == section).Select(static r => r.Key)));
            Assert.That(mapping.GetProperty("additionalProperties").GetBoolean(), Is.False);
        });
    }

    [Test]
    public void Schema_describes_no_mapping_that_the_reader_does_not_read() =>
        Assert.That(
            s_schema.GetProperty("$defs").EnumerateObject()
                .Where(static d => d.Value.TryGetProperty("type", out JsonElement type) && type.GetString() == "object")
                .Select(static d => d.Name),
            Is.EquivalentTo(Names.Where(static name => name != "board")));

    [Test]
    public void Schema_lists_the_words_that_the_reader_takes()
    {
        // What the reader says it expected holds all of its words.
        (string Section, string Key, string Expected)[] words =
        [
            ("board", "arch", BoardFormats.Arch.Expected), ("boot", "chain", BoardFormats.Chain.Expected),
            ("boot", "firmware", BoardFormats.Firmware.Expected), ("image", "table", BoardFormats.Table.Expected),
            ("flash", "media", BoardFormats.Medium.Expected), ("qemu", "disk", BoardFormats.Disk.Expected),
            ("qemu", "full", BoardFormats.Full.Expected), ("machineNic", "carrier", BoardFormats.Carrier.Expected),
        ];
        Assert.Multiple(() =>
        {
            foreach ((string section, string key, string expected) in words)
            {
                JsonElement form = Mapping(section).GetProperty("properties").GetProperty(key);
                JsonElement list = form.TryGetProperty("items", out JsonElement items) ? items : form;
                Assert.That(expected, Is.EqualTo("one of " + string.Join(", ",
                    list.GetProperty("enum").EnumerateArray().Select(static word => word.GetString()))), key);
            }

            Assert.That(EnumsOf(s_schema), Is.EqualTo(words.Length), "each enum of the schema is in this table");
        });
    }

    [TestCaseSource(typeof(ShippedBoards), nameof(ShippedBoards.Files))]
    public void Shipped_files_satisfy_the_schema(string path) =>
        Assert.That(SchemaCheck.Offences(s_schema, ShippedBoards.Load(path)), Is.Empty);

    [TestCase("name: A B", "name: pattern")]
    [TestCase("memory: 12", "memory: pattern")]
    [TestCase("arch: mips", "arch: enum")]
    [TestCase("nics: [{ nam: eth0 }]", "nics/0/nam: not in properties")]
    [TestCase("boot: { firmware: [efi] }", "boot/firmware/0: enum")]
    [TestCase("qemu: { serial: 99 }", "qemu/serial: maximum")]
    public void The_check_against_the_schema_finds_what_does_not_satisfy_it(string yaml, string offence) =>
        Assert.That(SchemaCheck.Offences(s_schema, ShippedBoards.Parse("a.yaml", yaml)), Has.Member(offence));

    private static JsonElement Mapping(string section) =>
        section == "board" ? s_schema : s_schema.GetProperty("$defs").GetProperty(section);

    private static int EnumsOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Sum(p => (p.NameEquals("enum") ? 1 : 0) + EnumsOf(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(EnumsOf),
        _ => 0,
    };
}
