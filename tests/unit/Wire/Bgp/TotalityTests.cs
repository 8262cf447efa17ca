using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Tests.Support;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>Any octets are answered: nothing throws, nothing loops, refusing costs no memory.</summary>
public sealed class TotalityTests
{
    private static readonly BgpSessionContext[] s_contexts =
    [
        new() { Internal = true, FourOctetAs = true, AddPathIpv4 = true },
        new() { Internal = true, FourOctetAs = true },
        new() { FourOctetAs = false, EnforceFirstAs = true, PeerAs = new Asn(65001) },
        new() { FourOctetAs = false, ExtendedNextHop = true, ConfederationMember = true, AddPathIpv4 = true },
        new() { Internal = true, FourOctetAs = true, Ipv6 = true },
        new() { FourOctetAs = true, Ipv6 = true, AddPathIpv6 = true, ExtendedNextHop = true },
    ];

    private static readonly byte[][] s_seeds =
    [
        .. Golden.Calico.Values,
        Build.Update(Build.External + "c00804fde90001" + "c0110602010001" + "0000" + "c00706" + "5ba0c0000209",
            "100a01"),
        Build.Update(Build.Internal + "800e0c" + "00010104c000020100100a02" + "800f06000101100a03",
            "100a01", "180a0300"),
        Build.Update("800e2d" + "00020120" + "20010db8000000000000000000000001" + "fe800000000000000000000000000002"
            + "00" + "3020010db80001" + "00" + "40010100" + "400200" + "800f0a" + "0002013020010db80001", nlri: ""),
        Build.Open("ff" + "0009" + "02" + "0006" + "4104" + "fa56ea01"),
        Build.Message(3, "060206" + "4d61696e743f"),
        Build.Message(5, "00010001" + "0140000401000001"),
    ];

    [Test]
    public void Random_octets() => Gen.Byte.Array[0, 300].Sample(octets =>
    {
        Exercise(octets);
        Exercise(Framed(octets));
    }, iter: 3000);

    [Test]
    public void Mutated_messages() => Gen.Select(Gen.Int[0, s_seeds.Length - 1],
        Gen.Select(Gen.Int[0, 400], Gen.Byte).List[1, 6], Gen.Int[0, 400], Gen.Bool)
        .Sample((seed, edits, cut, reframe) =>
        {
            byte[] octets = (byte[])s_seeds[seed].Clone();
            foreach ((int at, byte value) in edits)
            {
                octets[at % octets.Length] = value;
            }

            if (cut < octets.Length)
            {
                octets = octets[..cut];
            }

            Exercise(octets);
            if (reframe && octets.Length > BgpMessage.HeaderSize)
            {
                // The header made right again, so that mutations reach the parsers behind the framer.
                BgpMessage.WriteHeader(octets, 0, octets.Length, (BgpMessageType)s_seeds[seed][18]);
                Exercise(octets);
            }
        }, iter: 20000);

    [Test]
    public void Parsing_and_refusing_an_update_allocate_nothing()
    {
        byte[][] updates =
        [
            Golden.Calico["update.node02.classic.addpath"],
            Build.Update("40010103" + "4002060001" + "0000fde9" + "40030400000000", "00000001100a01"),
            Build.Update("40010103", nlri: ""),
            Build.Message(2, "ffff" + "0000"),
            Build.Open("0205"),
            Build.Open("020141"),
            Build.Open("", "04fc000001c0000201"),
            Build.Message(9, ""),
        ];
        byte[] canonical = new byte[1024];
        int routes = RunAll(updates, canonical);
        int rounds = 1;
        long allocated = Allocation.Of(() =>
        {
            for (int round = 0; round < 100; round++)
            {
                routes += RunAll(updates, canonical);
                rounds++;
            }
        });
        Assert.That(allocated, Is.Zero);
        Assert.That(routes, Is.EqualTo(rounds * 2), "one good route and one to withdraw in each round");
    }

    private static int RunAll(byte[][] messages, byte[] canonical)
    {
        int routes = 0;
        foreach (byte[] octets in messages)
        {
            BgpFramer.Read(octets, 0, BgpMessage.MaxSize, out BgpFrame frame, out _);
            if (frame.Type == BgpMessageType.Open)
            {
                routes += BgpOpen.TryParse(octets, out _, out _) ? 1000 : 0;
            }
            else if (BgpUpdateView.TryParse(octets, s_contexts[0], out BgpUpdateView view, out _))
            {
                view.WriteCanonical(canonical, 0);
                foreach (BgpNlri nlri in view.Nlri)
                {
                    routes += nlri.PathId > 0 ? 1 : 0;
                }
            }
        }

        return routes;
    }

    private static byte[] Framed(byte[] body)
    {
        byte[] octets = new byte[BgpMessage.HeaderSize + body.Length];
        body.CopyTo(octets, BgpMessage.HeaderSize);
        BgpMessage.WriteHeader(octets, 0, octets.Length, (BgpMessageType)(1 + (body.Length % 5)));
        return octets;
    }

    private static void Exercise(byte[] octets)
    {
        int consumed = 0;
        while (BgpFramer.Read(octets, consumed, BgpMessage.ExtendedMaxSize, out BgpFrame frame, out BgpError framing)
            == BgpFrameStatus.Complete)
        {
            Assert.That(framing.IsNone, Is.True);
            Assert.That(frame.Length, Is.GreaterThanOrEqualTo(BgpMessage.HeaderSize));
            consumed += frame.Length;
        }

        Check(BgpOpen.TryParse(octets, out BgpOpen? open, out BgpError error), error, octets);
        if (open is not null)
        {
            byte[] again = new byte[open.EncodedLength];
            open.Write(again, 0);
            Assert.That(again, Is.EqualTo(octets), "an accepted OPEN is written as it was read");
        }

        Check(BgpNotification.TryParse(octets, out BgpNotification? notification, out error), error, octets);
        notification?.ToString();
        Check(BgpRouteRefresh.TryParse(octets, out _, out error), error, octets);
        Check(BgpKeepalive.TryParse(octets, out error), error, octets);
        foreach (BgpSessionContext context in s_contexts)
        {
            ExerciseUpdate(octets, context);
        }
    }

    private static void ExerciseUpdate(byte[] octets, in BgpSessionContext context)
    {
        if (!BgpUpdateView.TryParse(octets, context, out BgpUpdateView view, out BgpError error))
        {
            Check(false, error, octets);
            return;
        }

        Assert.That(error.Severity, Is.LessThan(BgpSeverity.Reset));
        _ = error.DataOf(octets);
        IEnumerable<BgpNlri> all = [.. view.Nlri.ToArray(), .. view.Withdrawn.ToArray(), .. view.MpReachNlri.ToArray(),
            .. view.MpUnreachNlri.ToArray()];
        Assert.That(all.All(nlri => nlri.Prefix.Length <= nlri.Prefix.Address.Bits), Is.True);
        if (error.Severity < BgpSeverity.Withdraw)
        {
            byte[] block = new byte[view.CanonicalBound];
            int length = view.WriteCanonical(block, 0);
            Assert.That(!view.IsCanonical || block.AsSpan(0, length).SequenceEqual(view.AttributeBlock), Is.True);
            AssertStable(block[..length]);
            if (!view.MpReachNlri.IsEmpty)
            {
                AssertStable(block[..view.WriteCanonical(block, 0, forMpReach: true)]);
            }
        }
    }

    /// <summary>What is stored reads back without a fault, and is its own canonical form.</summary>
    private static void AssertStable(byte[] block)
    {
        Assert.That(BgpAttributes.IsCanonical(block), Is.True, Convert.ToHexStringLower(block));
        _ = AsPathAttribute.ToText(block, BgpAttributes.Read(block).AsPath);
    }

    private static void Check(bool accepted, in BgpError error, byte[] octets)
    {
        Assert.That(error.IsNone, Is.EqualTo(accepted));
        BgpNotification answer = BgpNotification.From(error, octets);
        Assert.That(accepted || answer.Code is not 0, Is.True);
        Assert.That(answer.EncodedLength, Is.LessThanOrEqualTo(BgpMessage.MaxSize));
    }
}
