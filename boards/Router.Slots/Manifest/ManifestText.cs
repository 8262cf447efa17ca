using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Router.Slots;

/// <summary>The manifest's lines. There is one way to write a manifest, and no other is read.</summary>
internal static class ManifestText
{
    public static ReadOnlySpan<byte> FirstLine => "router-image 1\n"u8;

    public static string Write(ImageManifest manifest)
    {
        StringBuilder text = new();
        text.Append(Encoding.ASCII.GetString(FirstLine));
        text.Append(CultureInfo.InvariantCulture, $"board {manifest.Board}\nversion {manifest.Version}\n");
        text.Append(CultureInfo.InvariantCulture, $"built {manifest.Built}\nsize {manifest.Size}\n");
        text.Append(CultureInfo.InvariantCulture, $"key {manifest.Key}\n");
        foreach (ImagePart part in manifest.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"part {part.Name} {part.Offset} {part.Length} {part.Hash}\n");
        }

        foreach (ImageFile file in manifest.Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"file {file.Part} {file.Length} {file.Hash} {file.Path}\n");
        }

        return text.ToString();
    }

    public static bool TryRead(ReadOnlySpan<byte> octets, out ImageManifest? manifest, out string error)
    {
        manifest = null;
        string text = Encoding.UTF8.GetString(octets);
        string[] lines = text.Split('\n');
        if (lines.Length < 7 || !TryValue(lines[1], "board", out string board)
            || !TryValue(lines[2], "version", out string version)
            || !TryNumber(lines[3], "built", out long built) || !TryNumber(lines[4], "size", out long size)
            || !TryValue(lines[5], "key", out string digits)
            || !VerifyingKey.TryParse(digits, out VerifyingKey? key))
        {
            error = "the manifest's first lines are not understood; a newer router may have built this image";
            return false;
        }

        List<ImagePart> parts = [];
        List<ImageFile> files = [];
        foreach (string line in lines.AsSpan()[6..^1])
        {
            if (!TryPart(line, parts) && !TryFile(line, files))
            {
                error = $"the manifest's line is not understood: {line}";
                return false;
            }
        }

        ImageManifest read = new()
        {
            Board = board,
            Version = version,
            Built = built,
            Size = size,
            Key = key!,
            Parts = parts,
            Files = files,
        };
        if (Write(read) != text)
        {
            error = "the manifest is not written as router writes it";
            return false;
        }

        if (!Covers(parts, size))
        {
            error = "the manifest's parts do not cover the image";
            return false;
        }

        manifest = read;
        error = string.Empty;
        return true;
    }

    private static bool TryPart(string line, List<ImagePart> parts)
    {
        string[] words = line.Split(' ');
        if (words is not ["part", var name, var start, var count, { Length: 2 * ImageHash.Length } hash]
            || !TryNumber(start, out long offset) || !TryNumber(count, out long length))
        {
            return false;
        }

        parts.Add(new ImagePart(name, offset, length, hash));
        return true;
    }

    private static bool TryFile(string line, List<ImageFile> files)
    {
        string[] words = line.Split(' ', 5);
        if (words is not ["file", var part, var count, { Length: 2 * ImageHash.Length } hash, { Length: > 0 } path]
            || !TryNumber(count, out long length))
        {
            return false;
        }

        files.Add(new ImageFile(part, path, length, hash));
        return true;
    }

    // In order, without gap or overlap, with the block itself in its place.
    private static bool Covers(List<ImagePart> parts, long size)
    {
        long at = 0;
        foreach (ImagePart part in parts)
        {
            at = at == ManifestBlock.Offset ? at + ManifestBlock.Length : at;
            if (part.Offset != at || part.Length <= 0 || part.Length > size - at
                || (at < ManifestBlock.Offset && part.End > ManifestBlock.Offset))
            {
                return false;
            }

            at = part.End;
        }

        return at == size && size > ManifestBlock.Offset + ManifestBlock.Length;
    }

    private static bool TryValue(string line, string name, out string value)
    {
        value = line.StartsWith(name + " ", StringComparison.Ordinal) ? line[(name.Length + 1)..] : string.Empty;
        return value.Length > 0;
    }

    private static bool TryNumber(string line, string name, out long number)
    {
        number = 0;
        return TryValue(line, name, out string value) && TryNumber(value, out number);
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
