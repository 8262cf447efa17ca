using System.Collections.Generic;
using System.IO;
using System.Linq;
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
            version=1.4.0
            disk=3F2504E0-4F89-11D3-9A0C-0305E82C3301
            chain=rpi
            nics=eth0=smsc95xx,lan78xx:0 eth1=path:platform/soc/1c30000.ethernet
            consoles=tty0 ttyS1
            update-key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            management-key=FF0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
            health-limit=90
            """, out List<string> complaints);
        Assert.Multiple(() =>
        {
            Assert.That(complaints, Is.Empty);
            Assert.That((file.Version, file.Chain, file.HealthLimit),
                Is.EqualTo(("1.4.0", BootChain.RaspberryPi, 90)));
            Assert.That(file.Disk?.ToString(), Is.EqualTo("3F2504E0-4F89-11D3-9A0C-0305E82C3301"));
            Assert.That(file.Consoles, Is.EqualTo((string[])["tty0", "ttyS1"]));
            Assert.That(file.Nics.Select(rule => (rule.Name, Drivers: string.Join('+', rule.Drivers), rule.Index,
                rule.Path)), Is.EqualTo(((string, string, int, string)[])
                [
                    ("eth0", "smsc95xx+lan78xx", 0, ""), ("eth1", "", 0, "platform/soc/1c30000.ethernet"),
                ]));
            Assert.That((file.UpdateKey.Length, file.UpdateKey.Span[0], file.UpdateKey.Span[31]),
                Is.EqualTo((32, 0, 31)));
            Assert.That((file.ManagementKey.Length, file.ManagementKey.Span[0], file.ManagementKey.Span[31]),
                Is.EqualTo((32, 255, 31)));
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
    [TestCase("disk=1a2b3c4")]
    [TestCase("disk=00000000")]
    [TestCase("disk=3F2504E0-4F89-11D3-9A0C")]
    [TestCase("chain=lilo")]
    [TestCase("nics=eth0")]
    [TestCase("nics=eth0=virtio_net")]
    [TestCase("nics=eth0=virtio_net:-1")]
    [TestCase("nics=eth0=:0")]
    [TestCase("nics=eth0=path:")]
    [TestCase("nics=a/b=virtio_net:0")]
    [TestCase("nics=sixteen-octets-x=virtio_net:0")]
    [TestCase("nics=eth0=virtio_net:0 eth0=virtio_net:1")]
    [TestCase("update-key=0011")]
    [TestCase("management-key=zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [TestCase("health-limit=0")]
    public void What_is_not_understood_is_told_and_passed_over(string line)
    {
        ApplianceFile file = Read($"{line}\nboard=pc-x64\n", out List<string> complaints);
        Assert.That(complaints, Is.EqualTo((string[])[$"/etc/router/appliance:1: not understood: {line}"]));
        Assert.That((file.Board, file.Watchdog, file.Built), Is.EqualTo(("pc-x64", 0, 0L)));
        Assert.That((file.Disk, file.Chain, file.Nics.Count, file.UpdateKey.Length, file.ManagementKey.Length,
            file.HealthLimit), Is.EqualTo(((DiskId?)null, BootChain.None, 0, 0, 0, 120)));
    }

    private static ApplianceFile Read(string text, out List<string> complaints)
    {
        complaints = [];
        using StringReader reader = new(text);
        return ApplianceFile.Read(reader, complaints.Add);
    }
}
