using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Tcp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>RFC 2385: what is signed, and what becomes of segments that are not, or not rightly.</summary>
public sealed class TcpSignatureTests
{
    private static readonly TcpMd5Key s_key = TcpMd5Key.From("walk-through 2385")!;
    private static readonly TcpMd5Key s_other = TcpMd5Key.From("walk-through 2386")!;
    private static readonly Prefix s_everyone = Prefix.Default;

    public static IEnumerable<TestCaseData> KernelSegments() => File
        .ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", "tcp", "linux-md5.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' '))
        .Select(part => new TestCaseData(
            Ipv4Address.Parse(part[0]), Ipv4Address.Parse(part[1]), Convert.FromHexString(part[2]))
            .SetArgDisplayNames($"{part[0]} {part[2][..40]}"));

    [TestCaseSource(nameof(KernelSegments))]
    public void The_digest_of_a_kernel_is_ours(Ipv4Address source, Ipv4Address destination, byte[] segment)
    {
        var signer = new SegmentSigner();
        Assert.That(TcpSegment.TryRead(segment, out TcpSegment view), Is.True);
        byte[] digest = TcpOptionSet.SignatureOf(view.Options).ToArray();
        Assert.That(digest, Has.Length.EqualTo(16));
        Assert.Multiple(() =>
        {
            Assert.That(signer.IsSigned(segment, source, destination, s_key, digest), Is.True);
            Assert.That(signer.IsSigned(segment, source, destination, s_other, digest), Is.False);
            Assert.That(signer.IsSigned(segment, destination, source, s_key, digest), Is.False);
        });
    }

    [TestCaseSource(nameof(KernelSegments))]
    public void Ours_is_that_of_a_kernel(Ipv4Address source, Ipv4Address destination, byte[] segment)
    {
        // The kernel puts the signature first, and so do we: its segment without the digest, signed, is its segment.
        byte[] signed = [.. segment];
        signed.AsSpan(TcpHeader.Size + TcpOptionSet.SignatureOffset, TcpOptionSet.SignatureSize).Clear();
        new SegmentSigner().Sign(signed, source, destination, s_key);
        Assert.That(Convert.ToHexString(signed), Is.EqualTo(Convert.ToHexString(segment)));
    }

    [Test]
    public void A_syn_has_room_for_all_options_and_signs_first()
    {
        TcpHarness h = TcpHarness.Connecting(new TcpConnectOptions { Guard = new TcpGuard { Key = s_key } });
        TcpSegment.TryRead(h.LastSegment, out TcpSegment syn);
        string options = Convert.ToHexStringLower(syn.Options);

        // Signature 20, MSS 4, timestamps 12 and window scale 4 octets: all that a header can carry.
        Assert.That(options, Has.Length.EqualTo(80));
        Assert.That(options, Does.StartWith("01011312").And.Contain("020405b4").And.Contain("0101080a"));
    }

    [Test]
    public void Signed_text_arrives_both_ways_and_each_segment_bears_the_digest()
    {
        TcpPair pair = Pair(s_key, s_key, new Impairment(5, 2, 0, 3), out TcpConnectOptions dial);
        pair.Begin(dial);
        pair.DriveFor(Duration.FromSeconds(30));
        Assert.That(pair.Left.Info(pair.LeftHandle).State, Is.EqualTo(TcpState.Established));

        byte[] sent = TcpHarness.Pattern(0, 50_000);
        List<byte> received = [];
        byte[] buffer = new byte[8192];
        for (int at = 0, turn = 0; received.Count < sent.Length && turn < 10_000; turn++)
        {
            at += pair.Left.Send(pair.LeftHandle, sent.AsSpan(at), pair.Now);
            pair.DriveFor(Duration.FromMilliseconds(50));
            int count = pair.Right.Read(pair.RightHandle, buffer, pair.Now);
            received.AddRange(buffer.AsSpan(0, Math.Max(count, 0)));
        }

        Assert.That(received, Is.EqualTo(sent));
        Assert.That((pair.Left.Drops, pair.Right.Drops), Is.EqualTo((default(TcpDrops), default(TcpDrops))));
    }

    // RFC 2385 §2: dropped without an answer; Linux counts the same three as TCPMD5Failure, NotFound and Unexpected.
    [TestCase("key", "other", nameof(TcpDrops.SignatureWrong))]
    [TestCase(null, "key", nameof(TcpDrops.SignatureMissing))]
    [TestCase("key", null, nameof(TcpDrops.SignatureUnexpected))]
    public void Who_signs_otherwise_is_never_answered(string? left, string? right, string counted)
    {
        TcpPair pair = Pair(KeyOf(left), KeyOf(right), default, out TcpConnectOptions dial);
        pair.Begin(dial);
        pair.DriveFor(Duration.FromSeconds(10));
        TcpDrops drops = pair.Right.Drops;
        ulong Count(string name) => name == counted ? (ulong)pair.Segments : 0;
        Assert.Multiple(() =>
        {
            Assert.That(pair.Left.Info(pair.LeftHandle).State, Is.EqualTo(TcpState.SynSent));
            Assert.That(pair.Segments, Is.Positive, "only SYNs went");
            Assert.That((drops.SignatureWrong, drops.SignatureMissing, drops.SignatureUnexpected), Is.EqualTo((
                Count(nameof(drops.SignatureWrong)), Count(nameof(drops.SignatureMissing)),
                Count(nameof(drops.SignatureUnexpected)))));
        });
    }

    [Test]
    public void An_unsigned_reset_does_not_end_a_signed_connection()
    {
        TcpHarness h = Accepted();
        h.Key = null;
        h.ReceiveAndPoll("R 1:0");
        Assert.That((h.State, h.Stack.Drops.SignatureMissing), Is.EqualTo((TcpState.Established, 1ul)));

        h.Key = s_other;
        h.ReceiveAndPoll("R 1:0");
        Assert.That((h.State, h.Stack.Drops.SignatureWrong), Is.EqualTo((TcpState.Established, 1ul)));

        h.Key = s_key;
        h.ReceiveAndPoll("R 1:0");
        Assert.That(h.State, Is.EqualTo(TcpState.Closed));
    }

    [Test]
    public void A_signed_stray_gets_a_signed_reset_and_an_unsigned_one_gets_nothing()
    {
        TcpHarness h = Listening();
        h.ReceiveAndPoll("A 1:0 ack 1");
        h.Sends("R 1:0");
        AssertSigned(h);

        h.Key = null;
        h.ReceiveAndPoll("A 1:0 ack 1");
        h.Sends();
    }

    /// <summary>The peer listens on its BGP port; what we dialled and forgot is still known by it.</summary>
    [Test]
    public void A_reset_for_a_forgotten_dial_is_signed_with_the_listeners_key()
    {
        TcpHarness h = Listening();
        var signer = new SegmentSigner();
        byte[] stray = new byte[40];
        var options = new TcpOptionSet { HasSignature = true };
        options.Write(stray.AsSpan(TcpHeader.Size));
        new TcpHeader
        {
            SourcePort = TcpHarness.OurPort,
            DestinationPort = 50_000,
            Sequence = new TcpSequence(TcpHarness.PeerIss),
            Flags = TcpFlags.Ack,
        }.Write(stray, 20);
        signer.Sign(stray, TcpHarness.Peer, TcpHarness.Us, s_key);
        TcpHeader.WriteChecksum(stray, TcpHarness.Peer, TcpHarness.Us);
        h.Stack.Receive(TcpHarness.Peer, TcpHarness.Us, 64, stray, h.Now);
        h.Poll();
        Assert.That(h.LastHeader.Flags, Is.EqualTo(TcpFlags.Rst));
        AssertSigned(h);
    }

    [Test]
    public void Abort_signs_its_reset()
    {
        TcpHarness h = Accepted();
        h.Stack.Abort(h.Handle, h.Now);
        h.Poll();
        Assert.That(h.LastHeader.Flags, Is.EqualTo(TcpFlags.Rst | TcpFlags.Ack));
        AssertSigned(h);
    }

    /// <summary>RFC 6691 §2 and §3: the offer counts no options; what we send makes room for them.</summary>
    [Test]
    public void The_signature_comes_off_what_we_send_and_not_off_what_we_offer()
    {
        TcpHarness h = Accepted();
        Assert.That(h.Info.SegmentSize, Is.EqualTo(1000 - 20));
        h.Write(3000);
        h.Poll();
        h.Sends("A 1:980 ack 1", "A 981:980 ack 1", "A 1961:980 ack 1", "PA 2941:60 ack 1");
    }

    [Test]
    public void The_longest_prefix_names_the_key()
    {
        var guards = new TcpGuards();
        var wide = new TcpGuard { Key = s_other };
        var narrow = new TcpGuard { Key = s_key };
        guards.Set(Prefix.Parse("192.0.2.0/24"), wide);
        guards.Set(Prefix.Host(TcpHarness.Peer), narrow);
        Assert.That(guards.Find(TcpHarness.Peer), Is.SameAs(narrow));
        Assert.That(guards.Find(TcpHarness.Us), Is.SameAs(wide));
        Assert.That(guards.Find(Ipv4Address.Parse("198.51.100.1")), Is.EqualTo(TcpGuard.None));

        guards.Remove(Prefix.Host(TcpHarness.Peer));
        Assert.That(guards.Find(TcpHarness.Peer), Is.SameAs(wide));
    }

    [Test]
    public void Keys_have_1_to_80_octets_and_never_show()
    {
        Assert.That(TcpMd5Key.From(string.Empty), Is.Null);
        Assert.That(TcpMd5Key.From(new string('k', 81)), Is.Null);
        Assert.That(TcpMd5Key.From(new string('k', 80)), Is.Not.Null);
        Assert.That(new TcpGuard { Key = s_key }.ToString(), Does.Not.Contain("2385"));
    }

    [Test]
    public void Signing_allocates_nothing_per_segment()
    {
        TcpHarness h = Accepted();
        byte[] stray = h.Build("A 1:0 ack 1");
        Assert.That(
            Allocation.Of(() => h.Stack.Receive(TcpHarness.Peer, TcpHarness.Us, 64, stray, h.Now)), Is.Zero);
    }

    private static TcpHarness Listening()
    {
        var guards = new TcpGuards();
        guards.Set(s_everyone, new TcpGuard { Key = s_key });
        var h = new TcpHarness { Key = s_key };
        h.Stack.Listen(
            TcpHarness.OurPort,
            new TcpListenOptions { Timestamps = false, WindowScaling = false, NoDelay = true, Guards = guards });
        return h;
    }

    private static TcpHarness Accepted()
    {
        TcpHarness h = Listening();
        h.ReceiveAndPoll("S 0:0 win 10000 mss 1000");
        h.TakeSyn();
        h.ReceiveAndPoll("A 1:0 ack 1 win 10000");
        Assert.That(h.State, Is.EqualTo(TcpState.Established));
        h.ForgetSent();
        return h;
    }

    private static TcpMd5Key? KeyOf(string? name) => name switch { null => null, "key" => s_key, _ => s_other };

    private static void AssertSigned(TcpHarness h)
    {
        TcpSegment.TryRead(h.LastSegment, out TcpSegment view);
        Assert.That(
            new SegmentSigner().IsSigned(
                h.LastSegment, TcpHarness.Us, TcpHarness.Peer, s_key, TcpOptionSet.SignatureOf(view.Options)),
            Is.True);
    }

    private static TcpPair Pair(
        TcpMd5Key? dialler, TcpMd5Key? listener, Impairment impairment, out TcpConnectOptions dial)
    {
        var guards = new TcpGuards();
        guards.Set(s_everyone, new TcpGuard { Key = listener });
        dial = new TcpConnectOptions { Guard = new TcpGuard { Key = dialler } };
        return new TcpPair(1, 5, impairment, new TcpListenOptions { Guards = guards });
    }
}
