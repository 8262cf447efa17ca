using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Boards.Init;

namespace Router.Tests.Machines;

/// <summary>Which card gets which name, and in which steps.</summary>
[SupportedOSPlatform("linux")]
public sealed class NicNamesTests
{
    // Cards: NAME DRIVER PATH, divided by semicolons. Steps: FROM>TO.
    [TestCase("eth0=virtio_net:0", "eth0 virtio_net pci0000:00/0000:00:03.0/virtio0", "", TestName = "As it is")]
    [TestCase("eth1=virtio_net:0", "eth0 virtio_net a", "eth0>eth1", TestName = "Another name that is free")]
    [TestCase("eth0=e1000:0 eth1=e1000:1", "eth0 e1000 b;eth1 e1000 a",
        "eth0>other0 eth1>other1 other0>eth1 other1>eth0", TestName = "Swapped, by way of names that are free")]
    [TestCase("eth0=e1000:0", "eth0 igb a;eth1 e1000 b", "eth0>other0 eth1>eth0",
        TestName = "One without a rule is in the way, and moves")]
    [TestCase("eth0=e1000:0", "other0 igb a;eth0 igb b;eth1 e1000 c", "eth0>other1 eth1>eth0",
        TestName = "Where it moves is free, too")]
    [TestCase("wan=path:soc/1.ethernet lan=macb:0", "eth0 macb soc/1.ethernet;eth1 macb soc/2.ethernet",
        "eth0>wan", TestName = "A path goes first, and the count counts all that are alike")]
    [TestCase("eth0=smsc95xx,lan78xx:0", "usb0 lan78xx a", "usb0>eth0", TestName = "Any of its drivers")]
    [TestCase("eth0=phy-net:0", "usb0 phy_net a", "usb0>eth0", TestName = "Hyphens as the kernel has them")]
    [TestCase("eth0=e1000:1", "eth0 e1000 a", "", TestName = "No second card")]
    public void Steps(string rules, string cards, string steps)
    {
        NicNames names = new(Rules(rules));
        IReadOnlyList<NicRename> plan = names.Plan(Cards(cards));
        Assert.That(string.Join(' ', plan.Select(step => $"{step.From}>{step.To}")), Is.EqualTo(steps));
        HashSet<string> present = [.. Cards(cards).Select(card => card.Name)];
        foreach (NicRename step in plan)
        {
            Assert.That(present.Remove(step.From), $"{step.From} is there");
            Assert.That(present.Add(step.To), $"{step.To} is free");
        }
    }

    [Test]
    public void Those_that_are_missing_are_told()
    {
        NicNames names = new(Rules("eth0=r8152:0 eth1=r8152:1 eth2=path:x/y"));
        Assert.That(names.Missing(Cards("eth0 r8152 a")).Select(rule => rule.ToString()),
            Is.EqualTo((string[])["eth1 (card 1 of r8152)", "eth2 (x/y)"]));
    }

    [Test]
    public void A_late_card_gets_the_name_that_is_left_and_nobody_else_is_renamed()
    {
        NicNames names = new(Rules("eth0=r8152:0 eth1=r8152:1"));
        names.Settle(Cards("eth0 r8152 usb1/1-2"));

        // Before the first one on the bus; counted anew, it would be eth0.
        IReadOnlyList<NicDevice> both = Cards("eth0 r8152 usb1/1-2;usb0 r8152 usb1/1-1");
        Assert.That(names.Plan(both), Is.EqualTo((NicRename[])[new("usb0", "eth1")]));
    }

    [Test]
    public void A_card_that_was_pulled_gets_its_name_back()
    {
        NicNames names = new(Rules("eth0=r8152:0 eth1=r8152:1"));
        names.Settle(Cards("eth0 r8152 usb1/1-1;eth1 r8152 usb1/1-2"));
        names.Settle(Cards("eth1 r8152 usb1/1-2"));
        Assert.That(names.Plan(Cards("eth1 r8152 usb1/1-2;usb0 r8152 usb1/1-1")),
            Is.EqualTo((NicRename[])[new("usb0", "eth0")]));
    }

    [TestCase("pci0000:00/0000:00:02.0/virtio1", "pci0000:00/0000:00:1f.6/virtio0", TestName = "PCI counts in hex")]
    [TestCase("pci0000:00/0000:00:03.0/virtio2", "pci0000:00/0000:00:03.0/virtio10", TestName = "Virtio in decimal")]
    [TestCase("usb1/1-1/1-1.2/1-1.2:1.0", "usb1/1-1/1-1.10/1-1.10:1.0", TestName = "Sockets of a hub")]
    [TestCase("platform/soc/30000.ethernet", "platform/soc/1c30000.ethernet", TestName = "Addresses of registers")]
    [TestCase("platform/axi/ff0b0000.ethernet", "platform/axi/ff0e0000.ethernet", TestName = "ZynqMP's GEMs")]
    [TestCase("a/b", "a/b/c", TestName = "What is behind a device comes after it")]
    public void Order_on_the_bus(string first, string second)
    {
        Assert.That(BusOrder.Instance.Compare(first, second), Is.Negative);
        Assert.That(BusOrder.Instance.Compare(second, first), Is.Positive);
        Assert.That(BusOrder.Instance.Compare(first, first), Is.Zero);
    }

    private static List<NicRule> Rules(string text) => [.. text.Split(' ').Select(word =>
    {
        Assert.That(NicRule.TryParse(word, out NicRule? rule), word);
        return rule!;
    })];

    private static List<NicDevice> Cards(string text) => [.. text.Split(';').Select(card =>
    {
        string[] words = card.Split(' ');
        return new NicDevice(words[0], [words[1]], words[2]);
    })];
}
