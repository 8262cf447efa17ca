using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Slots;

namespace Router.Tests.Slots;

/// <summary>The manifest in an image.</summary>
public sealed class ManifestTests
{
    private const int K = 1024;

    private static readonly SigningKey s_key = new(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());
    private static readonly string s_hash = Convert.ToHexStringLower(ImageHash.Of([]));

    private static readonly ImageManifest s_manifest = new()
    {
        Board = "qemu-x64",
        Version = "1.0 of a test",
        Built = 1_763_942_400,
        Size = 1024 * K,
        Key = s_key.Public,
        Parts =
        [
            new ImagePart("head", 0, 64 * K, s_hash),
            new ImagePart("gap", 128 * K, 512 * K, s_hash),
            new ImagePart(ImagePart.SlotA, 640 * K, 384 * K, s_hash),
        ],
        Files = [new ImageFile(ImagePart.SlotA, "name with blanks", 3, s_hash)],
    };

    [Test]
    public void What_is_written_is_read()
    {
        byte[] block = ManifestBlock.Write(s_manifest, s_key);
        Assert.That(block, Has.Length.EqualTo(ManifestBlock.Length));
        Assert.That(ManifestBlock.TryRead(block, out ImageManifest? read, out string error), error);
        Assert.Multiple(() =>
        {
            Assert.That(read!.Board, Is.EqualTo(s_manifest.Board));
            Assert.That(read.Version, Is.EqualTo(s_manifest.Version));
            Assert.That(read.Built, Is.EqualTo(s_manifest.Built));
            Assert.That(read.Size, Is.EqualTo(s_manifest.Size));
            Assert.That(read.Key, Is.EqualTo(s_key.Public));
            Assert.That(read.Parts, Is.EqualTo(s_manifest.Parts));
            Assert.That(read.Files, Is.EqualTo(s_manifest.Files));
        });
    }

    /// <summary>Every octet of the text and its signature, and a sample of the zeros; every bit of some.</summary>
    [Test]
    public void A_flipped_bit_anywhere_is_noticed()
    {
        byte[] block = ManifestBlock.Write(s_manifest, s_key);
        int text = block.AsSpan().IndexOf((byte)0);
        for (int at = 0; at < block.Length; at += at < text + 16 ? 1 : 997)
        {
            byte mask = (byte)(1 << (at % 8));
            block[at] ^= mask;
            Assert.That(ManifestBlock.TryRead(block, out _, out string error), Is.False, $"octet {at}, mask {mask}");
            Assert.That(error, Is.Not.Empty);
            block[at] ^= mask;
        }

        block[^1] ^= 1;
        Assert.That(ManifestBlock.TryRead(block, out _, out _), Is.False);
    }

    [Test]
    public void Another_key_than_the_named_one_signs_nothing() =>
        Assert.That(
            () => ManifestBlock.Write(s_manifest, new SigningKey(new byte[32])), Throws.ArgumentException);

    [TestCase(0L, 64L, 128L, 511L, TestName = "a gap")]
    [TestCase(0L, 64L, 128L, 513L, TestName = "an overlap")]
    [TestCase(0L, 65L, 128L, 512L, TestName = "the manifest's own place")]
    [TestCase(0L, 64L, 64L, 576L, TestName = "the manifest's own place, from its start")]
    [TestCase(0L, 64L, 129L, 511L, TestName = "not from its end")]
    [TestCase(1L, 63L, 128L, 512L, TestName = "not from the start")]
    public void Parts_that_leave_something_out_are_no_manifest(long start, long length, long next, long nextLength)
    {
        ImageManifest manifest = s_manifest with
        {
            Parts =
            [
                new ImagePart("head", start * K, length * K, s_hash),
                new ImagePart("gap", next * K, nextLength * K, s_hash),
                s_manifest.Parts[2],
            ],
        };
        Assert.That(() => ManifestBlock.Write(manifest, s_key), Throws.ArgumentException);
    }

    [Test]
    public void An_image_that_ends_too_early_or_too_late_is_none()
    {
        foreach (int size in (int[])[1023 * K, 1025 * K, 0])
        {
            Assert.That(
                () => ManifestBlock.Write(s_manifest with { Size = size }, s_key), Throws.ArgumentException);
        }
    }

    /// <summary>Signed well, and still not what a builder writes: a number with a sign, a line twice, text after it.
    /// </summary>
    [TestCase("built 1763942400", "built +1763942400")]
    [TestCase("built 1763942400", "built 01763942400")]
    [TestCase("board qemu-x64", "board")]
    [TestCase("router-image 1", "router-image 2")]
    [TestCase("part head", "port head")]
    [TestCase("part head 0 65536", "part head 0 99999999999999999999")]
    public void There_is_one_way_to_write_it(string line, string other)
    {
        byte[] block = ManifestBlock.Write(s_manifest, s_key);
        string text = Encoding.UTF8.GetString(block).TrimEnd('\0');
        text = text[..text.IndexOf("signature ", StringComparison.Ordinal)];
        Assert.That(Sign(text), Is.EqualTo(block), "the test signs as the product does");
        Assert.That(
            ManifestBlock.TryRead(Sign(text.Replace(line, other, StringComparison.Ordinal)), out _, out _), Is.False);
    }

    private static byte[] Sign(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        byte[] line = Encoding.ASCII.GetBytes($"signature {Convert.ToHexStringLower(s_key.Sign(octets))}\n");
        byte[] block = new byte[ManifestBlock.Length];
        octets.CopyTo(block, 0);
        line.CopyTo(block, octets.Length);
        return block;
    }
}
