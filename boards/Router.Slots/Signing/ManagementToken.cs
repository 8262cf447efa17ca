using System;
using System.Text;

namespace Router.Slots;

/// <summary>
/// What its owner shows to manage a board: 32 octets, 64 hexadecimal digits as text. The key that signs the requests
/// follows from it, and only that key's public half is in an image.
/// </summary>
public sealed class ManagementToken
{
    public const int Length = 32;

    // A key for one purpose: what is signed with it is never taken for something else's signature.
    private static readonly byte[] s_purpose = Encoding.ASCII.GetBytes("router management 1\n");

    private readonly byte[] _octets;

    /// <exception cref="ArgumentException">Not 32 octets.</exception>
    public ManagementToken(ReadOnlySpan<byte> octets)
    {
        _octets = octets.Length == Length
            ? octets.ToArray()
            : throw new ArgumentException("a management token has 32 octets", nameof(octets));
        Key = new SigningKey(ImageHash.Of([.. s_purpose, .. _octets]));
    }

    /// <summary>Signs requests; its public half is the board's <c>management-key</c>.</summary>
    public SigningKey Key { get; }

    /// <summary>Reads 64 hexadecimal digits, white space around them left out.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ManagementToken? token)
    {
        token = Hex.TryRead(text.Trim(), Length, out byte[] octets) ? new ManagementToken(octets) : null;
        return token is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads: the secret itself, for the one file that holds it.
    /// </summary>
    public string ToSecretText() => Convert.ToHexStringLower(_octets);

    public override string ToString() => "token of " + Key.Public;
}
