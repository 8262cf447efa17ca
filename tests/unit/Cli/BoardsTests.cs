using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace Router.Tests.Cli;

/// <summary><c>router boards</c>, from a folder that has none.</summary>
public sealed class BoardsTests
{
    private const string Mine =
        """
        name: mine
        title: Mine
        arch: amd64
        memory: 1GiB
        kernel: { package: linux-image-amd64 }
        consoles: [ttyS0]
        modules: [igb]
        nics: [{ name: lan0, driver: [igb] }]
        boot: { chain: grub, firmware: [uefi] }
        image: { table: gpt, boot: 64MiB, slot: 64MiB, data: 64MiB }
        flash: { media: [disk], smallest: 1GiB }
        qemu: { machine: none, reason: nobody asked }

        """;

    [Test]
    public void The_table_tells_what_each_board_can_do()
    {
        using var cli = new Cli();
        (int exitCode, string output, string error) = cli.Run("boards");
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That((exitCode, error), Is.EqualTo((0, string.Empty)));
            Assert.That(lines[0], Does.Match("^NAME +TITLE +ARCH +MEMORY +NICS +QEMU +BOOT CHAIN +BOOT PROFILES$"));
            Assert.That(lines.Skip(1).Select(static line => line.Split(' ')[0]),
                Is.EqualTo(
                    new[] { "pc-x64", "qemu-arm64", "qemu-x64", "rpi-zero2w", "rpi3b", "rpi4", "zcu102" }));
            Assert.That(lines.Single(static line => line.StartsWith("rpi4 ", System.StringComparison.Ordinal)),
                Does.Match("arm64 +1GiB +3 +none +rpi +-$"));
            Assert.That(lines.Single(static line => line.StartsWith("rpi3b ", System.StringComparison.Ordinal)),
                Does.EndWith("fast, full (extract)"));
        });
    }

    [Test]
    public void Json_has_the_files_words()
    {
        using var cli = new Cli();
        using JsonDocument all = JsonDocument.Parse(cli.Run("boards", "-o", "json").Output);
        using JsonDocument one = JsonDocument.Parse(cli.Run("boards", "rpi3b", "-o", "json").Output);
        JsonElement qemu = one.RootElement.GetProperty("qemu");
        Assert.Multiple(() =>
        {
            Assert.That(all.RootElement.GetArrayLength(), Is.EqualTo(7));
            Assert.That(one.RootElement.GetProperty("arch").GetString(), Is.EqualTo("arm64"));
            Assert.That(one.RootElement.GetProperty("image").GetProperty("slot").GetString(), Is.EqualTo("96MiB"));
            Assert.That(one.RootElement.GetProperty("boot").GetProperty("slots").GetString(), Is.EqualTo("tryboot"));
            Assert.That(qemu.GetProperty("nic").GetProperty("carrier").GetString(), Is.EqualTo("unplug"));
            Assert.That(qemu.GetProperty("full")[0].GetString(), Is.EqualTo("extract"));
        });
    }

    [Test]
    public void One_board_is_shown_in_full_and_an_unknown_one_is_guessed()
    {
        using var cli = new Cli();
        (int exitCode, string output, _) = cli.Run("boards", "rpi4");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("bcm2711-rpi-4-b.dtb").And.Contain("none: QEMU 7.2 has no raspi4b"));
        (exitCode, output, string error) = cli.Run("boards", "rpi5");
        Assert.That((exitCode, output), Is.EqualTo((1, string.Empty)));
        Assert.That(error, Does.StartWith("error: no board 'rpi5', did you mean 'rpi4'?"));
    }

    [Test]
    public void A_folder_adds_boards_and_stands_before_the_shipped_ones()
    {
        using var cli = new Cli();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "more/mine"));
        Directory.CreateDirectory(Path.Combine(cli.Folder, "more/rpi4"));
        cli.Write("more/mine/board.yaml", Mine);
        cli.Write("more/rpi4/board.yaml", Mine.Replace("name: mine", "name: rpi4"));
        (int exitCode, string output, _) = cli.Run("boards", "--boards", "more");
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Match(@"(?m)^mine +Mine +amd64 ").And.Match(@"(?m)^rpi4 +Mine +amd64 "));
        Assert.That(cli.Run("boards", "check", "--boards", "more").Output, Does.Contain("9 boards, all good"));
        (exitCode, _, string error) = cli.Run("boards", "--boards", "missing");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("missing"));
    }

    [Test]
    public void Check_tells_of_mistakes_and_fails()
    {
        using var cli = new Cli();
        (int exitCode, string output, string error) = cli.Run("boards", "check");
        Assert.That((exitCode, error), Is.EqualTo((0, string.Empty)));
        Assert.That(output, Does.EndWith("7 boards, all good\n"));
        cli.Write("good.yaml", Mine);
        cli.Write("bad.yaml", Mine.Replace("driver: [igb]", "driver: [igc]"));
        (exitCode, output, error) = cli.Run("boards", "check", "good.yaml", "bad.yaml");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Is.EqualTo("ok    good.yaml\nFAIL  bad.yaml\n1 of 2 boards have mistakes\n"));
        Assert.That(error, Is.EqualTo("error: bad.yaml:8:31: 'igc' is not in 'modules', did you mean 'igb'?; "
            + "expected a driver that 'modules' loads\n"));
    }
}
