using System;
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;
using Router.Node;
using Router.Wire;

namespace Router.Tests.Boards;

/// <summary>The client of time servers, by octets put together as RFC 5905's figure 8 has them.</summary>
public sealed class NtpClientTests
{
    private static readonly Ipv4Address s_first = Ipv4Address.Parse("192.0.2.1");
    private static readonly Ipv4Address s_second = Ipv4Address.Parse("192.0.2.2");

    // 2026-11-24 02:00:00 UTC: `date -u -d '2026-11-24 02:00' +%s`, and 70 years with 17 leap days more since 1900.
    private const long Unix = 1_795_485_600;
    private const uint Ntp = 4_004_474_400;
    private const long Second = 1_000_000_000;

    private readonly byte[] _request = new byte[48];

    [Test]
    public void A_request_is_version_4_of_a_client_and_says_nothing_else()
    {
        NtpClient client = Client(s_first);
        Assert.That(client.TryAsk(At(0), _request, out Ipv4Address server));
        Assert.That((server, _request[0]), Is.EqualTo((s_first, 0b00_100_011)));
        Assert.That(_request.AsSpan(1, 39).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(Nonce(), Is.Not.Zero);
    }

    [Test]
    public void The_time_is_the_mean_of_both_ways()
    {
        NtpClient client = Asked();

        // Out at 10.0, there at :00, back at :00.5, here at 11.0: half a second on the way, so it is :00.75 at 11.0.
        string? news = client.Receive(s_first, Answer(Ntp, 0, Ntp, 1u << 31), At(11_000), null);
        NtpStatus last = client.Last!;
        Assert.Multiple(() =>
        {
            Assert.That(last.UnixTimeAtZero + (11 * Second), Is.EqualTo((Unix * Second) + (Second * 3 / 4)));
            Assert.That((last.Delay, last.Stratum, last.Offset, last.Server),
                Is.EqualTo((Duration.FromMilliseconds(500), (byte)2, (long?)null, s_first)));
            Assert.That(news, Is.EqualTo("192.0.2.1 tells the time, which was not known"));
            Assert.That(client.IsSynchronised(At(11_000)));
            Assert.That(client.IsSynchronised(At(11_000 + 86_400_000)), Is.False, "after a day without an answer");
        });
    }

    [Test]
    public void A_clock_that_is_off_is_told_by_how_much()
    {
        NtpClient client = Asked();
        string? news = client.Receive(s_first, Answer(Ntp, 0, Ntp, 0), At(10_000), (Unix - 10 - 60) * Second);
        Assert.That(news, Is.EqualTo("192.0.2.1 tells the time: ours is set by +60.000 s"));
        Assert.That(client.Last!.Offset, Is.EqualTo(60 * Second));

        // The next one agrees: nothing to say, and more time until the one after that.
        Ask(client, At(74_000));
        byte[] answer = Answer(Ntp + 64, 0, Ntp + 64, 0);
        Assert.That(client.Receive(s_first, answer, At(74_000), (Unix - 10) * Second), Is.Null);
        Assert.That(client.PollAt(), Is.EqualTo(At(74_000 + 128_000)));
    }

    /// <summary>A stamp whose first bit is 0 is of 2036 or later (RFC 4330 §3).</summary>
    [Test]
    public void The_second_era_of_ntp_begins_in_2036()
    {
        NtpClient client = Asked();
        client.Receive(s_first, Answer(1, 0, 1, 0), At(10_000), null);

        // `date -u -d '2036-02-07 06:28:17' +%s`
        Assert.That(client.Last!.UnixTimeAtZero, Is.EqualTo((2_085_978_497L - 10) * Second));
    }

    [TestCase(0, 0b11_100_100, TestName = "It is not synchronised itself")]
    [TestCase(1, 16, TestName = "No stratum that is any good")]
    [TestCase(4, 1, TestName = "A root that is 256 s away")]
    [TestCase(8, 0x80, TestName = "A dispersion below zero")]
    public void An_answer_of_no_use_is_not_taken(int at, int octet)
    {
        NtpClient client = Asked();
        byte[] answer = Answer(Ntp, 0, Ntp, 0);
        answer[at] = (byte)octet;
        Assert.That(client.Receive(s_first, answer, At(10_001), null), Does.Contain("of no use"));
        Assert.That((client.Last, client.Asked), Is.EqualTo(((NtpStatus?)null, (Ipv4Address?)null)));
    }

    [Test]
    public void What_answers_before_it_was_asked_or_ends_before_it_began_is_of_no_use()
    {
        Assert.That(Asked().Receive(s_first, Answer(Ntp + 1, 0, Ntp, 0), At(10_001), null), Does.Contain("no use"));
        Assert.That(Asked().Receive(s_first, Answer(Ntp, 0, Ntp + 1, 0), At(10_001), null), Does.Contain("no use"));
    }

    [TestCase(0, 0b00_100_011, TestName = "A client's request")]
    [TestCase(0, 0b00_010_100, TestName = "Version 2")]
    [TestCase(31, -1, TestName = "Another origin")]
    public void What_is_no_answer_to_us_changes_nothing(int at, int octet)
    {
        NtpClient client = Asked();
        byte[] answer = Answer(Ntp, 0, Ntp, 0);
        answer[at] = octet < 0 ? (byte)~answer[at] : (byte)octet;
        Assert.That(client.Receive(s_first, answer, At(10_001), null), Is.Null);
        Assert.That(client.Receive(s_second, Answer(Ntp, 0, Ntp, 0), At(10_001), null), Is.Null, "from somebody else");
        byte[] shortened = Answer(Ntp, 0, Ntp, 0).AsSpan(0, 47).ToArray();
        Assert.That(client.Receive(s_first, shortened, At(10_001), null), Is.Null, "too short");
        Assert.That((client.Last, client.Asked), Is.EqualTo(((NtpStatus?)null, (Ipv4Address?)s_first)));

        // Once only: a replay is nobody's answer.
        Assert.That(client.Receive(s_first, Answer(Ntp, 0, Ntp, 0), At(10_001), null), Is.Not.Null);
        Assert.That(client.Receive(s_first, Answer(Ntp + 9, 0, Ntp + 9, 0), At(10_002), null), Is.Null);
        Assert.That(client.Last!.At, Is.EqualTo(At(10_001)));
    }

    [Test]
    public void Silence_leads_to_the_next_server_and_then_to_ever_longer_waits()
    {
        NtpClient client = Client(s_first, s_second);
        Ask(client, At(0), s_first);
        Assert.That(client.PollAt(), Is.EqualTo(At(2_000)));
        Ask(client, At(2_000), s_second);
        client.Expire(At(4_000));
        Assert.That(client.PollAt(), Is.EqualTo(At(18_000)), "RFC 4330 §10: no server sooner than after 15 s");
        Ask(client, At(18_000), s_first);
        Ask(client, At(20_000), s_second);
        client.Expire(At(22_000));
        Assert.That(client.PollAt(), Is.EqualTo(At(20_000 + 32_000)), "twice as long");
    }

    [Test]
    public void A_server_that_says_too_often_is_left_alone_for_long()
    {
        NtpClient client = Asked();
        Assert.That(client.Receive(s_first, Kiss("RATE"), At(10_001), null), Does.Contain("RATE"));
        Assert.That((client.Last, client.PollAt()), Is.EqualTo(((NtpStatus?)null, At(10_001 + 1_024_000))));
    }

    [TestCase("DENY")]
    [TestCase("RSTR")]
    public void A_server_that_says_no_is_never_asked_again(string code)
    {
        NtpClient client = Client(s_first, s_second);
        Ask(client, At(0), s_first);
        Assert.That(client.Receive(s_first, Kiss(code), At(1), null), Does.Contain(code).And.Contain("never"));
        Ask(client, At(1), s_second);
        client.Receive(s_second, Kiss(code), At(2), null);
        Assert.That((client.PollAt(), client.Next), Is.EqualTo((Instant.Never, (Ipv4Address?)null)));
    }

    private static NtpClient Client(params Ipv4Address[] servers)
    {
        NtpClient client = new(7);
        client.SetServers(servers);
        return client;
    }

    private static Instant At(long milliseconds) => Instant.Zero + Duration.FromMilliseconds(milliseconds);

    private NtpClient Asked()
    {
        NtpClient client = Client(s_first);
        Ask(client, At(10_000));
        return client;
    }

    private void Ask(NtpClient client, Instant now, Ipv4Address? expected = null)
    {
        client.Expire(now);
        Assert.That(client.TryAsk(now, _request, out Ipv4Address server), $"a request at {now}");
        Assert.That(server, Is.EqualTo(expected ?? s_first));
    }

    private ulong Nonce() => BinaryPrimitives.ReadUInt64BigEndian(_request.AsSpan(40));

    private byte[] Answer(uint received, uint receivedFraction, uint sent, uint sentFraction)
    {
        byte[] octets = new byte[48];
        octets[0] = 0b00_100_100; // LI 0, version 4, mode 4
        octets[1] = 2;
        BinaryPrimitives.WriteUInt64BigEndian(octets.AsSpan(24), Nonce());
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(32), received);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(36), receivedFraction);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(40), sent);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(44), sentFraction);
        return octets;
    }

    private byte[] Kiss(string code)
    {
        byte[] octets = Answer(0, 0, 0, 0);
        octets[0] = 0b11_100_100;
        octets[1] = 0;
        Encoding.ASCII.GetBytes(code, octets.AsSpan(12));
        return octets;
    }
}
