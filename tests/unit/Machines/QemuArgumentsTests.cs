using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Machines;

namespace Router.Tests.Machines;

/// <summary>What QEMU's manual asks of its options (qemu(1)).</summary>
public sealed class QemuArgumentsTests
{
    private static readonly MachineOptions s_plain = new()
    {
        Folder = "/tmp/m",
        Kernel = "/k",
        Initramfs = "/i",
    };

    [Test]
    public void Every_option_has_its_value()
    {
        string[] flags = ["-nodefaults", "-no-reboot"];
        string[] words = [.. QemuArguments.For(s_plain with { Cards = [new TapCard("t", "52:54:00:00:00:01")] })
            .Where(word => !flags.Contains(word))];
        Assert.That(words.Length % 2, Is.Zero);
        Assert.That(words.Where((_, i) => i % 2 == 0), Is.All.StartsWith("-"));
        Assert.That(words.Where((_, i) => i % 2 == 1), Has.None.StartsWith("-"));
    }

    [Test]
    public void Emulated_alone_whatever_the_host_has() =>
        Assert.That(Values(s_plain, "-machine"), Is.EqualTo((string[])["pc,accel=tcg"]));

    [Test]
    public void Each_card_is_plugged_into_the_tap_of_its_own_back_end()
    {
        MachineOptions machine = s_plain with
        {
            Cards = [new TapCard("left", "52:54:00:00:00:01"), new TapCard("right", "52:54:00:00:00:02")],
        };
        Dictionary<string, string>[] ends = [.. Values(machine, "-netdev").Select(Fields)];
        Dictionary<string, string>[] cards = [.. Values(machine, "-device").Select(Fields)];
        Assert.That(cards.Select(card => (card["mac"], Tap: ends.Single(end => end["id"] == card["netdev"])["ifname"])),
            Is.EqualTo(((string, string)[])[("52:54:00:00:00:01", "left"), ("52:54:00:00:00:02", "right")]));
        Assert.That(ends.Select(end => end["script"]), Is.All.EqualTo("no"), "else QEMU runs /etc/qemu-ifup");
    }

    /// <summary>QEMU reads a comma in a value as its end, and two as one (qemu(1), "-drive").</summary>
    [Test]
    public void A_comma_in_a_path_is_doubled() =>
        Assert.That(
            Values(s_plain with { Folder = "/tmp/a,b" }, "-chardev").Select(value => Fields(value)["path"]),
            Is.EqualTo((string[])["/tmp/a,b/console", "/tmp/a,b/agent"]));

    [Test]
    public void A_disk_is_raw_and_plugged_in()
    {
        MachineOptions machine = s_plain with { Disk = "/tmp/a,b" };
        Dictionary<string, string> drive = Values(machine, "-drive").Select(Fields).Single();
        Assert.That((drive["file"], drive["format"]), Is.EqualTo(("/tmp/a,b", "raw")), "else QEMU guesses, and warns");
        Assert.That(Values(machine, "-device").Select(Fields).Single()["drive"], Is.EqualTo(drive["id"]));
        Assert.That(Values(s_plain, "-drive"), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void The_clock_counts_instructions_only_when_asked(bool count) =>
        Assert.That(Values(s_plain with { CountInstructions = count }, "-icount").Any(), Is.EqualTo(count));

    private static IEnumerable<string> Values(MachineOptions machine, string option)
    {
        IReadOnlyList<string> words = QemuArguments.For(machine);
        return Enumerable.Range(0, words.Count - 1).Where(i => words[i] == option).Select(i => words[i + 1]);
    }

    // key=value,key=value, with doubled commas for single ones.
    private static Dictionary<string, string> Fields(string value) =>
        value.Replace(",,", "\0", StringComparison.Ordinal).Split(',')
            .Select(field => field.Replace('\0', ',').Split('=', 2))
            .ToDictionary(field => field[0], field => field.Length > 1 ? field[1] : string.Empty);
}
