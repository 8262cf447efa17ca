using System;
using System.Globalization;
using System.Linq;
using Router.Bench.Common;
using Router.Wire;

namespace Router.Bench.Nic;

/// <summary>
/// A router's place between a sender and a sink: two cables from one network namespace to another. Or one cable from
/// sender to sink, to know what the way costs without a router.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    /// <summary>The outer ends: frames are sent on one and should come out of the other.</summary>
    public const string Sender = "a0";
    public const string Sink = "b0";

    /// <summary>The router's ends.</summary>
    public const string In = "a1";
    public const string Out = "b1";

    public const string InAddress = "10.1.0.1";
    public const string OutAddress = "10.2.0.1";
    public const string SourceGateway = "10.1.0.2";
    public const string NextHop = "10.2.0.2";
    public const string Sources = "198.18.0.0/16";
    public const string Destinations = "198.19.0.0/16";

    private readonly BenchCores _cores;
    private readonly bool _cable;

    public TestNetwork(BenchCores cores, bool cable)
    {
        _cores = cores;
        _cable = cable;
        Outside = new NetworkThread(cores.Other);
        Inside = new NetworkThread(cores.Measured);
        try
        {
            // IPv6 would chatter.
            const string Quiet = "for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done; ";
            Outside.Shell(Quiet);
            if (cable)
            {
                Outside.Shell($"ip link add {Sender} type veth peer name {Sink}; {Up(Sender, Sink)}");
                return;
            }

            Inside.Shell(Quiet
                + $"ip link add {In} address {RouterMac} type veth peer name {Sender} netns {Outside.Id}; "
                + $"ip link add {Out} address {RouterOutMac} type veth peer name {Sink} netns {Outside.Id}; "
                + Up(In, Out));
            Outside.Shell(Up(Sender, Sink));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The router's address on the sender's cable.</summary>
    public static MacAddress RouterMac { get; } = new(0x0200_0000_0a01);

    /// <summary>The same on the sink's.</summary>
    public static MacAddress RouterOutMac { get; } = new(0x0200_0000_0b01);

    /// <summary>
    /// The next hop's. Nobody has it: the kernel at the sink drops what is sent to it without a look (a station in
    /// promiscuous mode sees it all the same).
    /// </summary>
    public static MacAddress NextHopMac { get; } = new(0x0200_0000_0b99);

    /// <summary>Where sender and sink live, on the other core.</summary>
    public NetworkThread Outside { get; }

    /// <summary>Where the router lives, on the measured core.</summary>
    public NetworkThread Inside { get; }

    /// <summary>
    /// Has the measured core take in what the sender sends to the router, and the other core what arrives at the sink.
    /// Without it, the core that sends does the receiver's first work.
    /// </summary>
    public void SteerByCore()
    {
        if (!_cable)
        {
            Inside.Shell(Steer(In, _cores.Measured));
        }

        Outside.Shell(Steer(Sink, _cores.Other));
    }

    public void Dispose()
    {
        Inside.Dispose();
        Outside.Dispose();
    }

    private static string Up(params string[] interfaces) =>
        string.Join("; ", interfaces.Select(static name => $"ip link set {name} up"));

    // /sys shows the interfaces of the namespace that it was mounted in.
    private static string Steer(string name, int core)
    {
        string mask = (1UL << (core % 32)).ToString("x", CultureInfo.InvariantCulture)
            + string.Concat(Enumerable.Repeat(",00000000", core / 32));
        return "unshare -m sh -ec 'mount -t sysfs sysfs /sys; "
            + $"echo {mask} > /sys/class/net/{name}/queues/rx-0/rps_cpus'";
    }
}
