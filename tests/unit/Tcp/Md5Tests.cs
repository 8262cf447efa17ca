using System;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Router.Tcp;
using Router.Tests.Support;
using Router.Wire;

#pragma warning disable CA5351 // the platform's MD5 is the reference here
namespace Router.Tests.Tcp;

public sealed class Md5Tests
{
    // RFC 1321 appendix A.5.
    [TestCase("", "d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("a", "0cc175b9c0f1b6a831c399e269772661")]
    [TestCase("abc", "900150983cd24fb0d6963f7d28e17f72")]
    [TestCase("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [TestCase("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b")]
    [TestCase("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a")]
    public void Digests_of_the_RFC(string text, string digest) =>
        Assert.That(Convert.ToHexStringLower(Of(new Md5(), Encoding.ASCII.GetBytes(text))), Is.EqualTo(digest));

    [Test]
    public void Pieces_of_any_size_give_what_the_platform_gives()
    {
        var random = new RandomStream(1, "md5");
        var md5 = new Md5();
        byte[] digest = new byte[Md5.Size];
        for (int length = 0; length < 300; length++)
        {
            byte[] data = new byte[length];
            for (int i = 0; i < length; i++)
            {
                data[i] = (byte)random.NextUInt32();
            }

            md5.Begin();
            for (int at = 0; at < length;)
            {
                int piece = Math.Min((int)random.NextBelow(80) + 1, length - at);
                md5.Append(data.AsSpan(at, piece));
                at += piece;
            }

            md5.Finish(digest);
            Assert.That(digest, Is.EqualTo(MD5.HashData(data)), $"{length} octets");
        }
    }

    [Test]
    public void Nothing_is_allocated()
    {
        var md5 = new Md5();
        byte[] data = new byte[1500];
        byte[] digest = new byte[Md5.Size];
        long octets = Allocation.Of(() =>
        {
            md5.Begin();
            md5.Append(data);
            md5.Finish(digest);
        });
        Assert.That(octets, Is.Zero);
    }

    private static byte[] Of(Md5 md5, byte[] data)
    {
        byte[] digest = new byte[Md5.Size];
        md5.Begin();
        md5.Append(data);
        md5.Finish(digest);
        return digest;
    }
}
