using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Cli.Commands.Flash;
using Router.Slots;

namespace Router.Cli.Commands.Images;

/// <summary>An image's manifest for people and for programs.</summary>
internal static class ImageText
{
    internal static string Write(string path, ImageManifest manifest)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"image    {path}\nboard    {manifest.Board}\n");
        text.Append(CultureInfo.InvariantCulture, $"version  {manifest.Version}\nbuilt    {Time(manifest.Built)}\n");
        text.Append(CultureInfo.InvariantCulture, $"size     {manifest.Size} octets ({manifest.Size >> 20} MiB)\n");
        text.Append(CultureInfo.InvariantCulture, $"signed   by {manifest.Key}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"part",-8} {"offset",12} {"octets",12}  sha256\n");
        foreach (ImagePart part in manifest.Parts)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{part.Name,-8} {part.Offset,12} {part.Length,12}  {part.Hash}\n");
        }

        foreach (IGrouping<string, ImageFile> files in manifest.Files.GroupBy(static file => file.Part))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{files.Key} holds\n");
            foreach (ImageFile file in files)
            {
                text.Append(CultureInfo.InvariantCulture, $"{file.Length,12}  {file.Hash}  {file.Path}\n");
            }
        }

        return text.ToString();
    }

    internal static void PrintJson(string path, ImageManifest manifest) =>
        JsonText.Print(json => Write(json, path, manifest));

    private static void Write(Utf8JsonWriter json, string path, ImageManifest manifest)
    {
        json.WriteString("image", path);
        json.WriteString("board", manifest.Board);
        json.WriteString("version", manifest.Version);
        json.WriteString("built", Time(manifest.Built));
        json.WriteNumber("size", manifest.Size);
        json.WriteString("signedBy", manifest.Key.ToString());
        json.WriteStartArray("parts");
        foreach (ImagePart part in manifest.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", part.Name);
            json.WriteNumber("offset", part.Offset);
            json.WriteNumber("size", part.Length);
            json.WriteString("sha256", part.Hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (ImageFile file in manifest.Files)
        {
            json.WriteStartObject();
            json.WriteString("part", file.Part);
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Length);
            json.WriteString("sha256", file.Hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
