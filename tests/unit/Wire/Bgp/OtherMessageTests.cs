using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>NOTIFICATION (RFC 4271 §4.5, RFC 9003) and ROUTE-REFRESH (RFC 2918, RFC 7313).</summary>
public sealed class OtherMessageTests
{
    [Test]
    public void Every_notification_survives_a_copy()
    {
        for (int code = 0; code < 256; code++)
        {
            byte[] octets = Build.Message(3, code.ToString("x2", null) + (255 - code).ToString("x2", null) + "c0ffee");
            Assert.That(BgpNotification.TryParse(octets, out BgpNotification? read, out _), Is.True);
            byte[] again = new byte[read!.EncodedLength];
            read.Write(again, 0);
            Assert.That(again, Is.EqualTo(octets));
            Assert.That(read.ToString(), Is.Not.Empty);
        }
    }

    [TestCase("0602", "Cease: Administrative Shutdown")]
    [TestCase("060206" + "4d61696e743f", "Cease: Administrative Shutdown: \"Maint?\"")]
    [TestCase("0602ff" + "41", "Cease: Administrative Shutdown", Description = "length past the data")]
    [TestCase("060203" + "1b5b41", "Cease: Administrative Shutdown: \"\ufffd[A\"", Description = "no terminal codes")]
    [TestCase("0607" + "0141", "Cease: Connection Collision Resolution")]
    [TestCase("0206", "OPEN Message Error: Unacceptable Hold Time")]
    [TestCase("020b", "OPEN Message Error: Role Mismatch")]
    [TestCase("0400", "Hold Timer Expired")]
    [TestCase("0299", "OPEN Message Error: subcode 153")]
    [TestCase("6300", "error code 99")]
    public void Tells_the_operator(string body, string expected)
    {
        Assert.That(BgpNotification.TryParse(Build.Message(3, body), out BgpNotification? read, out _), Is.True);
        Assert.That(read!.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void A_shutdown_text_is_cut_between_characters()
    {
        // RFC 9003 §2: at most 255 octets of UTF-8. 'é' takes two, so 127 of them are 254 octets.
        byte[] data = ShutdownCommunication.Encode(new string('é', 200));
        Assert.That(data, Has.Length.EqualTo(255));
        Assert.That(data[0], Is.EqualTo(254));
        Assert.That(ShutdownCommunication.TryRead(data, out string text), Is.True);
        Assert.That(text, Is.EqualTo(new string('é', 127)));
        Assert.That(Encoding.UTF8.GetString(ShutdownCommunication.Encode("back at 5"), 1, 9), Is.EqualTo("back at 5"));
    }

    [Test]
    public void An_answer_fits_one_message()
    {
        byte[] refresh = Build.Message(5, "00010101" + new string('0', 2 * 5000));
        Assert.That(BgpRouteRefresh.TryParse(refresh, out _, out BgpError error), Is.False);
        BgpNotification answer = BgpNotification.From(error, refresh);
        Assert.That(answer.EncodedLength, Is.EqualTo(4096));
        Assert.That(answer.Data, Is.EqualTo(refresh.Take(4096 - 21)));
    }

    [TestCase("00010001", 1, 1, BgpRefreshSubtype.Request)]
    [TestCase("00010101", 1, 1, BgpRefreshSubtype.BeginOfRefresh)]
    [TestCase("00020201", 2, 1, BgpRefreshSubtype.EndOfRefresh)]
    [TestCase("00010001" + "0140000401000001", 1, 1, BgpRefreshSubtype.Request, Description = "RFC 5291 filters")]
    public void Route_refresh(string body, int afi, int safi, BgpRefreshSubtype subtype)
    {
        byte[] octets = Build.Message(5, body);
        Assert.That(BgpRouteRefresh.TryParse(octets, out BgpRouteRefresh? read, out _), Is.True);
        Assert.That(read!.Family, Is.EqualTo(new BgpFamily((ushort)afi, (byte)safi)));
        Assert.That(read.Subtype, Is.EqualTo(subtype));
        byte[] again = new byte[read.EncodedLength];
        read.Write(again, 0);
        Assert.That(again, Is.EqualTo(octets));
    }

    [Test]
    public void Every_refresh_subtype_survives_a_copy()
    {
        for (int subtype = 0; subtype < 256; subtype++)
        {
            byte[] octets = Build.Message(5, "0001" + subtype.ToString("x2", null) + "01");
            Assert.That(BgpRouteRefresh.TryParse(octets, out BgpRouteRefresh? read, out _), Is.True);
            byte[] again = new byte[read!.EncodedLength];
            read.Write(again, 0);
            Assert.That(again, Is.EqualTo(octets));
        }
    }

    [TestCase("0001010100")]
    [TestCase("0001020100")]
    [TestCase("0001ff01")]
    public void Without_the_enhanced_capability_the_subtype_is_reserved(string body)
    {
        // RFC 2918 §3: ignored by the receiver; RFC 7313 §5 speaks of peers that sent the capability only.
        byte[] octets = Build.Message(5, body);
        Assert.That(BgpRouteRefresh.TryParse(octets, enhanced: false, out BgpRouteRefresh? read, out _), Is.True);
        Assert.That(read!.Subtype, Is.EqualTo(BgpRefreshSubtype.Request));
    }

    [TestCase("0001010100")]
    [TestCase("0001020100")]
    public void A_long_begin_or_end_of_refresh_is_answered_with_the_whole_message(string body)
    {
        byte[] octets = Build.Message(5, body);
        Assert.That(BgpRouteRefresh.TryParse(octets, out _, out BgpError error), Is.False);
        Assert.That((error.Code, error.Subcode), Is.EqualTo((BgpErrorCode.RouteRefresh, (byte)1)));
        Assert.That(error.DataOf(octets), Is.EqualTo(octets));
    }
}
