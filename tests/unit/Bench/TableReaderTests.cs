using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>What a file of routes may look like, and what is said where it does not.</summary>
public sealed class TableReaderTests
{
    // printf '192.0.2.0/24 a\n198.51.100.0/24 b\n' | xz (XZ Utils 5.4, CRC64), as base64.
    private const string Compressed =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AAgAB9dABiOQoh0t0oXHNBcx07Z"
        + "vpCdBOEcYpj3hEfgCrmMQAAAAHZA6THXhd8IAAE7IU1KXVAftvN9AQAAAAAEWVo=";

    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("router-table-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Lines_are_prefixes_with_labels()
    {
        Table table = Read("198.51.100.0/24 b\n192.0.2.0/24  a\n0.0.0.0/0\tb\n");
        Assert.Multiple(() =>
        {
            Assert.That(table.V6, Is.False);
            Assert.That(table.Labels, Is.EqualTo(2));
            Assert.That(Texts(table), Is.EqualTo(["0.0.0.0/0", "192.0.2.0/24", "198.51.100.0/24"]), "by address");
            Assert.That(table.Entries.Select(entry => entry.Label), Is.EqualTo([0, 1, 0]), "by first appearance");
            Assert.That(table.Notes, Is.Empty);
        });
    }

    [Test]
    public void A_label_may_be_missing() =>
        Assert.That(Read("10.0.0.0/8\n").Entries.Single().Label, Is.EqualTo(-1));

    [Test]
    public void Both_ends_of_lines_and_comments_are_known()
    {
        Table table = Read("# a table\r\n10.0.0.0/8 a\r\n\r\n10.1.0.0/16 a");
        Assert.That(table.Entries.Select(entry => entry.Line), Is.EqualTo([2, 4]));
        Assert.That(table.Labels, Is.EqualTo(1), "the carriage return is no part of the label");
    }

    [Test]
    public void Ipv6_by_content()
    {
        Table table = Read("2001:db8::/32 a\n::/0 b\n2001:DB8:0:1::/64 a\n");
        Assert.That(table.V6, Is.True);
        Assert.That(Texts(table), Is.EqualTo(["::/0", "2001:db8::/32", "2001:db8:0:1::/64"]));
    }

    [Test]
    public void The_last_of_equal_prefixes_counts_and_that_is_said()
    {
        Table table = Read("10.0.0.0/8 a\n10.0.0.0/8 b\n10.0.0.0/9 a\n10.0.0.0/8 c\n");
        Assert.Multiple(() =>
        {
            Assert.That(table.Entries.Select(entry => (entry.Range.Length, entry.Label)),
                Is.EqualTo([(8, 2), (9, 0)]));
            Assert.That(table.Notes.Single(), Does.StartWith("2 prefixes stand there again"));
        });
    }

    [TestCase("10.0.0.1/8", "10.0.0.0/8")]
    [TestCase("2001:db8::1/32", "2001:db8::/32")]
    [TestCase("255.255.255.255/0", "0.0.0.0/0")]
    public void Bits_after_the_length_are_refused(string text, string meant) =>
        AssertRefused(text, 1, $"expected {meant}");

    [TestCase("10.0.0.0", "expected a prefix")]
    [TestCase("10.0.0/8", "expected a prefix")]
    [TestCase("10.0.0.256/32", "expected a prefix")]
    [TestCase("010.0.0.0/8", "expected a prefix")]
    [TestCase("prefix/8", "expected a prefix")]
    [TestCase("2001:db8:::/32", "expected a prefix")]
    [TestCase("fe80::%eth0/64", "expected a prefix")]
    [TestCase("10.0.0.0/33", "expected a length from 0 to 32")]
    [TestCase("10.0.0.0/-1", "expected a length from 0 to 32")]
    [TestCase("10.0.0.0/", "expected a length from 0 to 32")]
    [TestCase("2001:db8::/129", "expected a length from 0 to 128")]
    [TestCase("10.0.0.0/8 a b", "expected the end of the line")]
    public void What_is_no_such_line_is_refused(string line, string expected) => AssertRefused(line, 1, expected);

    [Test]
    public void Families_do_not_mix() =>
        AssertRefused("# first\n10.0.0.0/8\n2001:db8::/32\n", 3, "expected an IPv4 prefix as on line 2");

    [Test]
    public void A_file_without_lines_is_refused()
    {
        string path = Write("# nothing\n\n");
        Assert.That(() => TableReader.Read(path),
            Throws.TypeOf<TableFileException>().With.Message.StartsWith(path + ": expected lines of"));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(_folder, "none");
        Assert.That(() => TableReader.Read(path),
            Throws.TypeOf<TableFileException>().With.Message.EqualTo(path + ": no such file"));
    }

    [Test]
    public void Xz_is_known_by_its_content()
    {
        string path = Path.Combine(_folder, "table");
        File.WriteAllBytes(path, Convert.FromBase64String(Compressed));
        Assert.That(Texts(TableReader.Read(path)), Is.EqualTo(["192.0.2.0/24", "198.51.100.0/24"]));
    }

    private static IEnumerable<int> Cuts() => Enumerable.Range(6, Convert.FromBase64String(Compressed).Length - 6);

    [TestCaseSource(nameof(Cuts))]
    public void A_broken_xz_file_is_refused_wherever_it_ends(int length)
    {
        byte[] whole = Convert.FromBase64String(Compressed);
        string path = Path.Combine(_folder, "table");
        File.WriteAllBytes(path, whole[..length]);
        Assert.That(() => TableReader.Read(path), Throws.TypeOf<TableFileException>().With.Message.StartsWith(path));
    }

    private static string[] Texts(Table table) =>
        [.. table.Entries.Select(entry => entry.Range.ToText(table.V6))];

    private Table Read(string text) => TableReader.Read(Write(text));

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "table");
        File.WriteAllText(path, text);
        return path;
    }

    private void AssertRefused(string text, int line, string expected)
    {
        string path = Write(text);
        Assert.That(() => TableReader.Read(path), Throws.TypeOf<TableFileException>()
            .With.Message.StartsWith($"{path}:{line}: ").And.Message.Contains(expected));
    }
}
