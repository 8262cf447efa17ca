using System;
using System.IO;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Router.Images.Host;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>
/// The secrets beside a node's files, in <c>keys/</c>: who signs its images and who may manage it. Of both only the
/// public half goes into an image.
/// </summary>
public sealed record ImageKeys(SigningKey Signing, ManagementToken Management)
{
    public const string Folder = "keys";
    public const string SigningFile = "signing.key";
    public const string PublicFile = "signing.pub";
    public const string TokenFile = "management.token";

    /// <summary>Makes both in <paramref name="folder"/>/keys; what is there already stays, and is no mistake if whole.
    /// </summary>
    /// <returns>Paths of the files that were made; none where all were there.</returns>
    /// <exception cref="HostException">A file is there and not understood.</exception>
    [UnsupportedOSPlatform("windows")]
    public static string[] Make(string folder)
    {
        string keys = Path.Combine(folder, Folder);
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] made =
        [
            .. Secret(Path.Combine(keys, SigningFile), Random()), .. Secret(Path.Combine(keys, TokenFile), Random()),
        ];
        ImageKeys read = Read(folder);
        File.WriteAllText(Path.Combine(keys, PublicFile), read.Signing.Public + "\n");

        // A whole keys/ is left out of whatever repository the folder lies in.
        File.WriteAllText(Path.Combine(keys, ".gitignore"), "*\n");
        return made;
    }

    /// <exception cref="HostException">A file is missing or not understood.</exception>
    public static ImageKeys Read(string folder)
    {
        string keys = Path.Combine(folder, Folder);
        return SigningKey.TryParse(Text(keys, SigningFile, folder), out SigningKey? signing)
            && ManagementToken.TryParse(Text(keys, TokenFile, folder), out ManagementToken? token)
            ? new ImageKeys(signing!, token!)
            : throw new HostException(
                $"{keys}: {SigningFile} and {TokenFile} are 64 hexadecimal digits each; one of them is not");
    }

    /// <summary>A public key: a file's path, or its 64 hexadecimal digits.</summary>
    /// <exception cref="HostException">Neither.</exception>
    public static VerifyingKey ReadPublic(string text)
    {
        if (VerifyingKey.TryParse(text, out VerifyingKey? key)
            || (File.Exists(text) && VerifyingKey.TryParse(File.ReadAllText(text), out key)))
        {
            return key!;
        }

        throw new HostException($"{text} is no public key: the path of a {PublicFile}, or its 64 hexadecimal digits");
    }

    public override string ToString() => Signing.ToString();

    private static string Text(string keys, string name, string folder)
    {
        string path = Path.Combine(keys, name);
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw new HostException($"{path} is missing: router image keys {folder}");
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SigningKey.Length));

    // Nobody else reads it, at no moment; what is there is never overwritten.
    [UnsupportedOSPlatform("windows")]
    private static string[] Secret(string path, string text)
    {
        if (File.Exists(path))
        {
            return [];
        }

        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        using StreamWriter writer = new(file);
        writer.Write(text + "\n");
        return [path];
    }
}
