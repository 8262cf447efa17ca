using NUnit.Framework;
using Router.Lab.Checks;
using Router.Wire;

namespace Router.Tests.Lab;

public sealed class ExpectationParserTests
{
    [Test]
    public void A_route_line_reads_as_ip_route_prints_it()
    {
        const string Line = "route 172.171.205.128/26 via 192.168.101.100 dev tunl0 proto bird metric 1024 onlink";
        Assert.That(ExpectationParser.TryParse(Line, out LabExpectation? expectation), Is.True);
        Assert.That(expectation, Is.EqualTo(new RouteExpectation(Line, Prefix.Parse("172.171.205.128/26"))
        {
            Via = "192.168.101.100",
            Device = "tunl0",
            Protocol = "bird",
            Metric = 1024,
            Onlink = true,
        }));
    }

    [TestCase("route default via gw", RouteShape.Unicast, "0.0.0.0/0")]
    [TestCase("route 172.165.231.156 dev cali0f418edccea", RouteShape.Unicast, "172.165.231.156/32")]
    [TestCase("route 172.165.231.128/26 blackhole proto bird", RouteShape.Blackhole, "172.165.231.128/26")]
    [TestCase("route 10.0.0.0/8 absent", RouteShape.Absent, "10.0.0.0/8")]
    public void Shapes_of_routes(string text, RouteShape shape, string prefix)
    {
        Assert.That(ExpectationParser.TryParse(text, out LabExpectation? expectation), Is.True);
        RouteExpectation route = (RouteExpectation)expectation!;
        Assert.That((route.Shape, route.Prefix), Is.EqualTo((shape, Prefix.Parse(prefix))));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("bgp")]
    [TestCase("bgp b")]
    [TestCase("bgp b is established")]
    [TestCase("route 10.0.0.1/8 via a", Description = "host bits")]
    [TestCase("route 10.0.0.0/8")]
    [TestCase("route 10.0.0.0/8 via")]
    [TestCase("route 10.0.0.0/8 proto bird", Description = "leads nowhere and is no blackhole")]
    [TestCase("route 10.0.0.0/8 blackhole via a")]
    [TestCase("route 10.0.0.0/8 via a metric x")]
    [TestCase("route 10.0.0.0/8 absent dev a")]
    [TestCase("ping a")]
    [TestCase("ping a b count")]
    [TestCase("ping a b count 0")]
    [TestCase("ping a b ttl 256")]
    [TestCase("ping a b loss 101")]
    [TestCase("ping a b size 65508")]
    [TestCase("ping a b often")]
    [TestCase("trace a b")]
    public void Refuses(string text) => Assert.That(ExpectationParser.TryParse(text, out _), Is.False);
}
