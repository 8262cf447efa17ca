using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>What Calico's daemon puts on the wire, read and written: both directions octet for octet.</summary>
public sealed class GoldenMessageTests
{
    private static readonly BgpSessionContext s_mesh = new()
    {
        Internal = true,
        FourOctetAs = true,
        AddPathIpv4 = true,
    };


    private static readonly Ipv4Address s_node = Ipv4Address.Parse("192.168.101.202");

    [TestCase("open.node02", false)]
    [TestCase("open.node02.restarted", true)]
    public void Open_is_written_as_calico_writes_it(string name, bool restarted)
    {
        BgpOpen open = BgpOpen.Create(new Asn(64512), 240, new RouterId(s_node),
            new MultiprotocolCapability(BgpFamily.Ipv4Unicast),
            new RouteRefreshCapability(),
            new GracefulRestartCapability(restarted, 120,
                new GracefulRestartFamily(BgpFamily.Ipv4Unicast, forwardingPreserved: restarted)),
            new FourOctetAsCapability(new Asn(64512)),
            new AddPathCapability(new AddPathFamily(BgpFamily.Ipv4Unicast, AddPathMode.Both)),
            new EnhancedRouteRefreshCapability(),
            new LongLivedGracefulRestartCapability());
        byte[] octets = new byte[open.EncodedLength];

        Assert.That(open.Write(octets, 0), Is.EqualTo(octets.Length));
        Assert.That(octets, Is.EqualTo(Golden.Calico[name]));
    }

    [TestCase("open.node02", false)]
    [TestCase("open.node02.restarted", true)]
    public void Open_is_read(string name, bool restarted)
    {
        byte[] golden = Golden.Calico[name];
        Assert.That(BgpOpen.TryParse(golden, out BgpOpen? open, out BgpError error), Is.True, error.ToString());
        Assert.That(open!.MyAs, Is.EqualTo(64512));
        Assert.That(open.Asn, Is.EqualTo(new Asn(64512)));
        Assert.That(open.HoldTime, Is.EqualTo(240));
        Assert.That(open.Identifier.ToString(), Is.EqualTo("192.168.101.202"));
        Assert.That(open.Parameters, Has.Count.EqualTo(1));
        Assert.That(open.Capabilities.Select(c => (int)c.Code), Is.EqualTo(new[] { 1, 2, 64, 65, 69, 70, 71 }));
        Assert.That(open.Supports(BgpFamily.Ipv4Unicast), Is.True);
        Assert.That(open.Supports(BgpFamily.Ipv6Unicast), Is.False);

        GracefulRestartCapability restart = open.Find<GracefulRestartCapability>()!;
        Assert.That(restart.Restarting, Is.EqualTo(restarted));
        Assert.That(restart.SurvivesNotification, Is.False);
        Assert.That(restart.RestartTime, Is.EqualTo(120));
        Assert.That(restart.Families.Single().Family, Is.EqualTo(BgpFamily.Ipv4Unicast));
        Assert.That(restart.Families.Single().ForwardingPreserved, Is.EqualTo(restarted));
        Assert.That(open.Find<AddPathCapability>()!.ModeOf(BgpFamily.Ipv4Unicast), Is.EqualTo(AddPathMode.Both));
        Assert.That(open.Find<LongLivedGracefulRestartCapability>()!.Families, Is.Empty);

        byte[] octets = new byte[open.EncodedLength];
        open.Write(octets, 0);
        Assert.That(octets, Is.EqualTo(golden));
    }

    [Test]
    public void Keepalive_both_ways()
    {
        byte[] octets = new byte[BgpKeepalive.Size];
        Assert.That(BgpKeepalive.Write(octets, 0), Is.EqualTo(19));
        Assert.That(octets, Is.EqualTo(Golden.Calico["keepalive"]));
        Assert.That(BgpKeepalive.TryParse(octets, out _), Is.True);
    }

    [TestCase("update.node02.classic.addpath", 100u, true)]
    [TestCase("update.node02.v332.addpath", 2147482623u, true)]
    [TestCase("update.node02.v332.noaddpath", 2147482623u, false)]
    public void Update_both_ways(string name, uint localPref, bool addPath)
    {
        byte[] golden = Golden.Calico[name];
        BgpSessionContext context = s_mesh with { AddPathIpv4 = addPath };
        Assert.That(BgpUpdateView.TryParse(golden, context, out BgpUpdateView view, out BgpError error), Is.True);
        Assert.That(error.IsNone, Is.True);
        BgpNlri expected = new(Prefix.Parse("172.165.231.128/26"), addPath ? 2u : 0u);
        Assert.That(view.Nlri.ToArray(), Is.EqualTo(new[] { expected }));
        Assert.That(view.Withdrawn.IsEmpty, Is.True);
        Assert.That(view.IsEndOfRib(out _), Is.False);
        Assert.That(view.Attributes.Origin, Is.EqualTo(BgpOrigin.Igp));
        Assert.That(view.Attributes.AsPath.IsEmpty, Is.True);
        Assert.That(view.Attributes.NextHop.V4, Is.EqualTo(s_node));
        Assert.That(view.Attributes.LocalPref, Is.EqualTo(localPref));
        Assert.That(view.Attributes.HasMed, Is.False);
        Assert.That(view.IsCanonical, Is.True, "Calico's attributes are stored as they come");

        byte[] block = new byte[64];
        BgpAttributeWriter writer = new(block, 0);
        writer.Origin(BgpOrigin.Igp);
        writer.AsPath(default, default);
        writer.NextHop(s_node);
        writer.LocalPref(localPref);
        byte[] octets = new byte[BgpMessage.MaxSize];
        int length = BgpUpdateWriter.WriteReach(octets, 0, octets.Length, block.AsSpan(0, writer.Length),
            [expected], addPath, out int taken);
        Assert.That(taken, Is.EqualTo(1));
        Assert.That(octets[..length], Is.EqualTo(golden));

        Assert.That(BgpUpdate.TryParse(golden, context, out BgpUpdate? value, out _), Is.True);
        byte[] again = new byte[value!.EncodedLength];
        value.Write(again, 0);
        Assert.That(again, Is.EqualTo(golden));
    }

    [Test]
    public void End_of_rib_both_ways()
    {
        byte[] octets = new byte[BgpUpdate.LeastSize];
        Assert.That(BgpUpdateWriter.WriteEndOfRib(octets, 0), Is.EqualTo(octets.Length));
        Assert.That(octets, Is.EqualTo(Golden.Calico["end-of-rib.ipv4"]));
        Assert.That(BgpUpdateView.TryParse(octets, s_mesh, out BgpUpdateView view, out _), Is.True);
        Assert.That(view.IsEndOfRib(out BgpFamily family), Is.True);
        Assert.That(family, Is.EqualTo(BgpFamily.Ipv4Unicast));
    }

    [Test]
    public void Every_golden_record_is_framed_as_one_message()
    {
        foreach (KeyValuePair<string, byte[]> record in Golden.Calico)
        {
            Assert.That(BgpFramer.Read(record.Value, 0, BgpMessage.MaxSize, out BgpFrame frame, out _),
                Is.EqualTo(BgpFrameStatus.Complete), record.Key);
            Assert.That(frame.Length, Is.EqualTo(record.Value.Length), record.Key);
        }
    }
}
