using System.Collections.Generic;
using System.IO;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Boards.Init;

namespace Router.Tests.Machines;

/// <summary>What an image tells the first process.</summary>
[SupportedOSPlatform("linux")]
public sealed class ApplianceFileTests
{
    [Test]
    public void All_that_it_says_is_read()
    {
        ApplianceFile file = Read(
            """
            # made by an image builder
            board=rpi3b

            built=1800000000
            node = /boot/node.yaml
            watchdog=15
            modules=phy_generic  dwc2 cdc_ether
            """, out List<string> complaints);
        Assert.Multiple(() =>
        {
            Assert.That(complaints, Is.Empty);
            Assert.That((file.Board, file.Built, file.Node, file.Watchdog),
                Is.EqualTo(("rpi3b", 1_800_000_000L, "/boot/node.yaml", 15)));
            Assert.That(file.Modules, Is.EqualTo((string[])["phy_generic", "dwc2", "cdc_ether"]));
        });
    }

    [TestCase("built=yesterday")]
    [TestCase("watchdog=-1")]
    [TestCase("watchdog=1e3")]
    [TestCase("colour=green")]
    [TestCase("board")]
    public void What_is_not_understood_is_told_and_passed_over(string line)
    {
        ApplianceFile file = Read($"{line}\nboard=pc-x64\n", out List<string> complaints);
        Assert.That(complaints, Is.EqualTo((string[])[$"/etc/router/appliance:1: not understood: {line}"]));
        Assert.That((file.Board, file.Watchdog, file.Built), Is.EqualTo(("pc-x64", 0, 0L)));
    }

    private static ApplianceFile Read(string text, out List<string> complaints)
    {
        complaints = [];
        using StringReader reader = new(text);
        return ApplianceFile.Read(reader, complaints.Add);
    }
}
