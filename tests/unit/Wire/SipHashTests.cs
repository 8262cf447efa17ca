using System;
using System.Linq;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Wire;

public sealed class SipHashTests
{
    // Key 00..0f, messages 00, 01, ...: vectors_sip64 of the authors' reference implementation; the one of fifteen
    // octets is that of the paper's appendix A.
    [TestCase(0, 0x726fdb47dd0e0e31UL)]
    [TestCase(8, 0x93f5f5799a932462UL)]
    [TestCase(15, 0xa129ca6149be45e5UL)]
    [TestCase(16, 0x3f2acc7f57c29bdbUL)]
    public void Gives_its_authors_vectors(int length, ulong expected)
    {
        var hash = new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908);
        byte[] message = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
        Assert.That(hash.Of(message), Is.EqualTo(expected));
        if (length == 16)
        {
            Assert.That(
                hash.Of(BitConverter.ToUInt64(message, 0), BitConverter.ToUInt64(message, 8)), Is.EqualTo(expected));
        }
    }
}
