using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>The tables that need no file: as many of each kind as they claim, each once, sorted.</summary>
public sealed class BuiltInTableTests
{
    [Test]
    public void A_cluster_has_blocks_borrowed_addresses_and_workloads()
    {
        Table table = CalicoTables.Cluster(1);
        IpRange[] blocks = [.. Of(table, 26)];
        IpRange[] hosts = [.. Of(table, 32)];
        Assert.Multiple(() =>
        {
            Assert.That(blocks, Has.Length.EqualTo(10_000));
            Assert.That(hosts, Has.Length.EqualTo(1_110));
            Assert.That(table.Entries, Has.Count.EqualTo(11_110));
            Assert.That(blocks.Select(block => block.Address >> 116).Distinct().Count(), Is.EqualTo(1), "one /12");

            var starts = blocks.Select(block => block.Address).ToHashSet();
            Assert.That(hosts.Count(host => !starts.Contains(host.Address & IpRange.Mask(26))), Is.Zero,
                "each inside of a block");
        });
        AssertSorted(table);
    }

    [Test]
    public void A_board_has_64_routes()
    {
        Assert.That(CalicoTables.Board(1).Entries, Has.Count.EqualTo(64));
        AssertSorted(CalicoTables.Board(1));
    }

    /// <summary>A full table of 2024 had 902 thousand prefixes, 60 % of them /24.</summary>
    [Test]
    public void The_synthetic_table_has_the_size_and_lengths_of_a_full_one()
    {
        Table table = SyntheticTable.Full(1);
        Assert.Multiple(() =>
        {
            Assert.That(table.Entries.Count, Is.EqualTo(902_000).Within(1).Percent);
            Assert.That(Of(table, 24).Count() / (double)table.Entries.Count, Is.EqualTo(0.6).Within(2).Percent);
            Assert.That(table.Entries.Count(entry => entry.Range.Length > 24), Is.InRange(1_000, 5_000));
            Assert.That(table.Notes.Single(), Does.Contain("synthetic"));
            Assert.That(SyntheticTable.Full(1).Entries.SequenceEqual(table.Entries), Is.True);
            Assert.That(SyntheticTable.Full(2).Entries.SequenceEqual(table.Entries), Is.False);
        });
        AssertSorted(table);
    }

    private static System.Collections.Generic.IEnumerable<IpRange> Of(Table table, int length) =>
        table.Entries.Select(entry => entry.Range).Where(range => range.Length == length);

    private static void AssertSorted(Table table)
    {
        for (int i = 1; i < table.Entries.Count; i++)
        {
            if (table.Entries[i - 1].Range.CompareTo(table.Entries[i].Range) >= 0)
            {
                Assert.Fail($"entry {i} is not behind the one before it");
            }
        }
    }
}
