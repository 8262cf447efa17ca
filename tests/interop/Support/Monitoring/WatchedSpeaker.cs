using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop.Support.Monitoring;

/// <summary>
/// One <c>router bgp</c> with every service on, a BIRD 2 with BFD beside it, and others that come from a range.
/// </summary>
internal sealed class WatchedSpeaker : IDisposable
{
    public const string Router = "10.99.0.1";
    public const string Upstream = "10.99.0.2";
    public const string OurNetwork = "203.0.113.0/24";

    /// <summary>Peers that the range takes.</summary>
    public const int Limit = 2;

    /// <summary>In the OPENs of those that come from the range, in seconds.</summary>
    public const int GuestRestartTime = 80;

    private readonly Cleanup _made = new();
    private readonly Lan _lan;
    private readonly NetNamespace _place;
    private readonly Dictionary<string, BirdDaemon> _birds = [];

    public WatchedSpeaker()
    {
        try
        {
            _lan = _made.Own(new Lan());
            _place = Place("router", Router);
            Collector = _made.Own(new BmpSink(_place));
            Ours = _made.Own(new RouterSpeaker(_place, $$"""
                bgp:
                  asn: 65001
                  listen: ["{{Router}}"]
                  originate: ["{{OurNetwork}}"]
                  defaults: { import: all, export: all, connectRetry: 1s, holdTime: 30s }
                  neighbors:
                    - { name: upstream, address: {{Upstream}}, asn: 65002, bfd: { interval: 200ms } }
                    - { range: 10.99.0.128/25, asn: 65020, limit: {{Limit}} }
                birdSocket: bird.ctl
                metrics: 127.0.0.1:9100
                birdMetrics: true
                mrt: { updates: updates, tables: tables, interval: 2s }
                bmp: { address: 127.0.0.1:11019, statistics: 1s }
                """));
            StartBird(Upstream, 65002);
            StartBird(Guest(0), 65020);
            StartBird(Guest(1), 65020);
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public RouterSpeaker Ours { get; }

    public BmpSink Collector { get; }

    public IReadOnlyDictionary<string, BirdDaemon> Birds => _birds;

    /// <summary>One that comes from the range.</summary>
    public static string Guest(int number) => $"10.99.0.{130 + number}";

    /// <summary>What a BIRD announces.</summary>
    public static string NetworkOf(string address) => $"198.51.{address[(address.LastIndexOf('.') + 1)..]}.0/24";

    public void StartBird(string address, uint asn)
    {
        NetNamespace place = Place("b" + address[(address.LastIndexOf('.') + 1)..], address);
        _birds[address] = _made.Own(new BirdDaemon(place, "bird2", $$"""
            log stderr all;
            router id {{address}};
            protocol device { scan time 2; }
            protocol direct { ipv4; interface "eth0"; }
            protocol static { ipv4; route {{NetworkOf(address)}} blackhole; }
            protocol bfd { interface "eth0" { min rx interval 200 ms; min tx interval 200 ms; multiplier 3; }; }
            protocol bgp ours {
              local {{address}} as {{asn}};
              neighbor {{Router}} as 65001;
              {{(address == Upstream ? "bfd on;" : string.Empty)}}
              ipv4 { import all; export where source = RTS_STATIC; };
              graceful restart on;
              graceful restart time {{GuestRestartTime}};
              hold time 30;
              connect delay time 1;
              connect retry time 1;
              error wait time 1, 1;
            }

            """));
    }

    public bool IsUp(string address) => Ours.IsEstablished(address) && _birds[address].IsEstablished("ours");

    public WireCapture Capture() => new(_lan.Place, "router0");

    /// <summary>Pulls the plug at the BIRD's end: no interface loses its carrier.</summary>
    public void Cut(string address) => _lan.Place.Ip("link", "set", PortOf(address), "nomaster");

    public void Mend(string address) => _lan.Plug(PortOf(address));

    /// <summary>GET of the metrics: what a scraper gets.</summary>
    public PrometheusText Scrape()
    {
        using Socket socket = NamespaceSocket.Connect(_place, new IPEndPoint(IPAddress.Loopback, 9100));
        using NetworkStream stream = new(socket);
        stream.Write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string[] parts = reader.ReadToEnd().Split("\r\n\r\n", 2);
        Assert.That(parts[0], Does.StartWith("HTTP/1.1 200 OK").And.Contain("text/plain; version=0.0.4"));
        return new PrometheusText(parts[1]);
    }

    public string Picture()
    {
        StringBuilder text = new(Ours.Exec("show bfd sessions").Both + Ours.Picture());
        foreach ((string address, BirdDaemon bird) in _birds)
        {
            text.Append($"\n--- {address}\n{bird.Ask("show protocols all ours")}{bird.Log}");
        }

        return text.ToString();
    }

    public void Dispose() => _made.Dispose();

    private static string PortOf(string address) =>
        (address == Router ? "router" : "b" + address[(address.LastIndexOf('.') + 1)..]) + "0";

    private NetNamespace Place(string name, string address)
    {
        NetNamespace place = _made.Own(new NetNamespace(name));
        _lan.Connect(PortOf(address), place, "eth0");
        place.Ip("addr", "add", address + "/24", "dev", "eth0");
        return place;
    }
}
