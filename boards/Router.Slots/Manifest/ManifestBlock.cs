using System;
using System.IO;
using System.Text;

namespace Router.Slots;

/// <summary>The manifest as it stands in an image: text, its signature, zeros.</summary>
public static class ManifestBlock
{
    /// <summary>Where it begins: behind the tables of partitions, before the first partition.</summary>
    public const int Offset = 64 * 1024;

    /// <summary>Octets, zeros included.</summary>
    public const int Length = 64 * 1024;

    private const string SignatureWord = "signature ";

    // "signature ", 128 digits, the line's end.
    private const int SignatureLine = 10 + (2 * VerifyingKey.SignatureLength) + 1;

    /// <summary>The block's octets, signed.</summary>
    /// <exception cref="ArgumentException">The manifest names another key, or what a reader would refuse.</exception>
    /// <exception cref="InvalidDataException">More files than the block has room for.</exception>
    public static byte[] Write(ImageManifest manifest, SigningKey key)
    {
        if (!manifest.Key.Equals(key.Public))
        {
            throw new ArgumentException("the manifest names another key than the one that signs", nameof(key));
        }

        byte[] text = Encoding.UTF8.GetBytes(ManifestText.Write(manifest));
        string line = SignatureWord + Convert.ToHexStringLower(key.Sign(text)) + "\n";
        if (text.Length + line.Length > Length)
        {
            throw new InvalidDataException(
                $"the manifest has {text.Length + line.Length} octets and room for {Length}: fewer files are needed");
        }

        byte[] block = new byte[Length];
        text.CopyTo(block, 0);
        Encoding.ASCII.GetBytes(line, block.AsSpan(text.Length));
        return TryRead(block, out _, out string error)
            ? block
            : throw new ArgumentException($"no reader takes this manifest: {error}", nameof(manifest));
    }

    /// <summary>
    /// Reads a block and checks its signature by the key that it names itself: true says that nothing of it changed
    /// since it was signed, not who signed it.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> block, out ImageManifest? manifest, out string error)
    {
        manifest = null;
        int end = block.IndexOf((byte)0);
        if (block.Length != Length || !block.StartsWith(ManifestText.FirstLine))
        {
            error = "no manifest: this is no image of router, or its manifest was overwritten";
            return false;
        }

        if (end < SignatureLine || block[end..].ContainsAnyExcept((byte)0))
        {
            error = "the manifest does not end as it should";
            return false;
        }

        ReadOnlySpan<byte> text = block[..(end - SignatureLine)];
        string last = Encoding.Latin1.GetString(block[text.Length..end]);
        if (!last.StartsWith(SignatureWord, StringComparison.Ordinal) || last[^1] != '\n'
            || !Hex.TryRead(last.AsSpan(SignatureWord.Length)[..^1], VerifyingKey.SignatureLength, out byte[] signature)
            || last.AsSpan().IndexOfAnyInRange('A', 'F') >= 0)
        {
            error = "the manifest bears no signature";
            return false;
        }

        if (!ManifestText.TryRead(text, out manifest, out error))
        {
            return false;
        }

        if (!manifest!.Key.Verifies(text, signature))
        {
            manifest = null;
            error = "the manifest was changed after it was signed";
            return false;
        }

        return true;
    }
}
