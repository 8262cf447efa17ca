using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>UPDATE, on sessions of every kind.</summary>
internal static class UpdateTargets
{
    private const int Most = BgpMessage.ExtendedMaxSize;

    // ORIGIN, AS_PATH 65001 in four octets, NEXT_HOP: the attributes around the one under test.
    private static readonly byte[] s_before = Convert.FromHexString("4001010040020602010000fde9400304c0000209");
    private static readonly byte[] s_beforeOld = Convert.FromHexString("400101004002040201fde9400304c0000209");
    private static readonly byte[] s_routes = Convert.FromHexString("100a01180a0203");

    private static readonly BgpSessionContext[] s_contexts =
    [
        new() { Internal = true, FourOctetAs = true, AddPathIpv4 = true },
        new() { Internal = true, FourOctetAs = true },
        new() { FourOctetAs = false, EnforceFirstAs = true, PeerAs = new Asn(65001) },
        new() { FourOctetAs = false, ExtendedNextHop = true, ConfederationMember = true, AddPathIpv4 = true },
        new() { FourOctetAs = true, Ipv6 = true, PeerAs = new Asn(65001) },
        new() { Internal = true, FourOctetAs = true, Ipv6 = true, AddPathIpv6 = true, ExtendedNextHop = true },
        new() { FourOctetAs = true, Ipv6 = true, RejectAsSets = true },
    ];

    /// <summary>A whole message.</summary>
    public static void Update(ReadOnlySpan<byte> octets)
    {
        foreach (ref readonly BgpSessionContext context in s_contexts.AsSpan())
        {
            Check(octets, context);
        }
    }

    /// <summary>
    /// Attributes alone, between good ones, in a message that is whole and has routes: what is judged is them.
    /// </summary>
    public static void Attribute(ReadOnlySpan<byte> attributes)
    {
        if (attributes.Length > Most - 64)
        {
            return;
        }

        byte[] message = new byte[23 + s_before.Length + attributes.Length + s_routes.Length];
        foreach (ref readonly BgpSessionContext context in s_contexts.AsSpan())
        {
            if (context.AddPathIpv4)
            {
                continue;
            }

            byte[] before = context.FourOctetAs ? s_before : s_beforeOld;
            int block = before.Length + attributes.Length;
            Span<byte> whole = message.AsSpan(0, 23 + block + s_routes.Length);
            BgpMessage.WriteHeader(whole, 0, whole.Length, BgpMessageType.Update);
            BigEndian.WriteUInt16(whole, 19, 0);
            BigEndian.WriteUInt16(whole, 21, block);
            before.CopyTo(whole[23..]);
            attributes.CopyTo(whole[(23 + before.Length)..]);
            s_routes.CopyTo(whole[(23 + block)..]);
            Check(whole, context);
        }
    }

    private static void Check(ReadOnlySpan<byte> octets, in BgpSessionContext context)
    {
        bool accepted = BgpUpdateView.TryParse(octets, context, out BgpUpdateView view, out BgpError error);
        Promise.Holds(AllocatesNothing(octets, context), "reading an UPDATE allocates nothing");
        BgpTargets.Answerable(accepted || !error.IsNone, error, octets);
        if (!accepted)
        {
            return;
        }

        Promise.Holds(error.Severity < BgpSeverity.Reset, "what ends the session is refused");
        view.IsEndOfRib(out _);
        BgpNlri[] nlri = view.Nlri.ToArray();
        BgpNlri[] reach = view.MpReachNlri.ToArray();
        CheckPrefixes(nlri);
        CheckPrefixes(view.Withdrawn.ToArray());
        CheckPrefixes(reach);
        CheckPrefixes(view.MpUnreachNlri.ToArray());
        if (error.Severity == BgpSeverity.Withdraw)
        {
            return;
        }

        byte[] block = new byte[view.CanonicalBound];
        ReadOnlySpan<byte> stored = block.AsSpan(0, view.WriteCanonical(block, 0));
        Promise.Holds(!view.IsCanonical || stored.SequenceEqual(view.AttributeBlock),
            "a canonical block is its own form");
        CheckStored(stored);
        if (nlri.Length > 0)
        {
            CheckWritten(stored, nlri, BgpFamily.Ipv4Unicast, mp: false, context.AddPathIpv4);
        }

        if (reach.Length > 0)
        {
            BgpFamily family = view.Attributes.MpReachFamily;
            stored = block.AsSpan(0, view.WriteCanonical(block, 0, forMpReach: true));
            CheckStored(stored);
            CheckWritten(stored, reach, family, mp: true,
                family == BgpFamily.Ipv6Unicast ? context.AddPathIpv6 : context.AddPathIpv4);
        }
    }

    // A collection that another thread starts takes the unused rest of this thread's buffer away, and the runtime
    // counts that as allocated: what the reading itself allocates shows every time.
    private static bool AllocatesNothing(ReadOnlySpan<byte> octets, in BgpSessionContext context)
    {
        for (int attempt = 0; attempt < 4; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = BgpUpdateView.TryParse(octets, context, out _, out _);
            if (GC.GetAllocatedBytesForCurrentThread() == before)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckPrefixes(BgpNlri[] prefixes)
    {
        foreach (BgpNlri nlri in prefixes)
        {
            IpPrefix prefix = nlri.Prefix;
            Promise.Holds(prefix.Length <= prefix.Address.Bits, "a prefix is no longer than its address");
            Promise.Holds(IpPrefix.Containing(prefix.Address, prefix.Length) == prefix, "host bits are zero");
        }
    }

    private static void CheckStored(ReadOnlySpan<byte> stored)
    {
        Promise.Holds(BgpAttributes.IsCanonical(stored), "what is stored is its own canonical form");
        BgpAttributes fields = BgpAttributes.Read(stored);
        AsPathAttribute.ToText(stored, fields.AsPath);
        AsPathAttribute.TryGetFirst(stored, fields.AsPath, out _);
        AsPathAttribute.TryGetLast(stored, fields.AsPath, out _);
        byte[] prepended = new byte[fields.AsPath.Length + 6];
        AsPathAttribute.WritePrepended(prepended, 0, stored, fields.AsPath, new Asn(1), 1);
    }

    // What the writer makes of a stored set is read back as the same set and the same routes, with nothing to say.
    private static void CheckWritten(ReadOnlySpan<byte> stored, BgpNlri[] nlri, BgpFamily family, bool mp, bool addPath)
    {
        byte[] message = new byte[Most];
        int length = mp
            ? BgpUpdateWriter.WriteMpReach(message, 0, Most, family, stored, nlri, addPath, out int taken)
            : BgpUpdateWriter.WriteReach(message, 0, Most, stored, nlri, addPath, out taken);
        if (length == 0)
        {
            Promise.Holds(stored.Length > Most - 128, "what can be held can be sent");
            return;
        }

        BgpSessionContext inside = new()
        {
            Internal = true,
            FourOctetAs = true,
            ConfederationMember = true,
            Ipv6 = true,
            ExtendedNextHop = true,
            AddPathIpv4 = addPath,
            AddPathIpv6 = addPath,
        };
        ReadOnlySpan<byte> written = message.AsSpan(0, length);
        bool read = BgpUpdateView.TryParse(written, inside, out BgpUpdateView again, out BgpError error);
        Promise.Holds(read && error.IsNone, "what is written is read without a fault: " + error);
        BgpNlri[] routes = (mp ? again.MpReachNlri : again.Nlri).ToArray();
        Promise.Holds(routes.AsSpan().SequenceEqual(nlri.AsSpan(0, taken)), "routes are written as they were read");
        byte[] block = new byte[again.CanonicalBound];
        Promise.Holds(stored.SequenceEqual(block.AsSpan(0, again.WriteCanonical(block, 0, mp))),
            "attributes are written as they were read");
    }
}
