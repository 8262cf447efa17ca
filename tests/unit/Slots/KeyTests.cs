using System;
using System.Text;
using NUnit.Framework;
using Router.Slots;

namespace Router.Tests.Slots;

/// <summary>Ed25519 and SHA-256 by the vectors of the documents that define them.</summary>
public sealed class KeyTests
{
    /// <summary>RFC 8032 §7.1: TEST 1, TEST 2, TEST 3.</summary>
    [TestCase(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
        + "be24655141438e7a100b")]
    [TestCase(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
        + "2aeeb00d291612bb0c00")]
    [TestCase(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
        + "d28dc027beceea1ec40a")]
    public void Signatures_are_those_of_rfc_8032(string secret, string open, string message, string signature)
    {
        Assert.That(SigningKey.TryParse(secret, out SigningKey? key));
        byte[] octets = Convert.FromHexString(message);
        Assert.Multiple(() =>
        {
            Assert.That(key!.Public.ToString(), Is.EqualTo(open));
            Assert.That(Convert.ToHexStringLower(key.Sign(octets)), Is.EqualTo(signature));
            Assert.That(key.Public.Verifies(octets, Convert.FromHexString(signature)));
            Assert.That(key.Public.Verifies([.. octets, 0], Convert.FromHexString(signature)), Is.False);
            Assert.That(key.Public.Verifies(octets, Convert.FromHexString(signature[..126])), Is.False);
            Assert.That(key.ToString(), Is.EqualTo(open), "a secret does not print by accident");
            Assert.That(key.ToSecretText(), Is.EqualTo(secret));
        });
    }

    [TestCase("")]
    [TestCase("d75a98")]
    [TestCase("x75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    [TestCase("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00")]
    public void A_key_is_64_digits(string text)
    {
        Assert.That(VerifyingKey.TryParse(text, out _), Is.False);
        Assert.That(SigningKey.TryParse(text, out _), Is.False);
    }

    /// <summary>FIPS 180-4's example of two blocks, as NIST publishes it.</summary>
    [Test]
    public void The_hash_is_sha_256()
    {
        byte[] octets = Encoding.ASCII.GetBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
        ImageHash hash = new();
        hash.Add(octets.AsSpan()[..13]);
        hash.Add(octets.AsSpan()[13..]);
        Assert.That(Convert.ToHexStringLower(hash.End()),
            Is.EqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
        Assert.That(Convert.ToHexStringLower(hash.End()),
            Is.EqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), "of nothing");
    }
}
