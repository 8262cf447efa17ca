using System;
using System.Collections.Generic;
using System.Text;

namespace Router.Slots.Management;

/// <summary>
/// What a client asks for, signed together with the board's nonce: it holds for this board and this connection, and
/// what is asked for cannot be changed under way.
/// </summary>
public sealed record ManagementRequest
{
    /// <summary>The board's state in words.</summary>
    public const string Status = "status";

    /// <summary>Another image for the slot that does not run.</summary>
    public const string Update = "update";

    private const string FirstLine = "router-request 1";

    public required string Command { get; init; }

    /// <summary>SHA-256 of the manifest block that will follow; empty but for an update.</summary>
    public ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>An image that was built before the one that runs is taken as well.</summary>
    public bool IsOlderAllowed { get; init; }

    /// <summary>The body of a request: the text, then 64 octets of signature.</summary>
    public byte[] Write(ReadOnlySpan<byte> nonce, ManagementToken token)
    {
        StringBuilder text = new();
        text.Append(FirstLine).Append("\ncommand ").Append(Command).Append('\n');
        if (Manifest.Length > 0)
        {
            text.Append("manifest ").Append(Convert.ToHexStringLower(Manifest.Span)).Append('\n');
        }

        if (IsOlderAllowed)
        {
            text.Append("older 1\n");
        }

        byte[] octets = Encoding.UTF8.GetBytes(text.ToString());
        return [.. octets, .. token.Key.Sign(Signed(nonce, octets))];
    }

    /// <summary>Reads a body. False where it is none, or where its signature is not <paramref name="key"/>'s of this
    /// nonce.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> body, ReadOnlySpan<byte> nonce, VerifyingKey key, out ManagementRequest? request)
    {
        request = null;
        int length = body.Length - VerifyingKey.SignatureLength;
        if (length <= 0 || !key.Verifies(Signed(nonce, body[..length]), body[length..])
            || !TextLines.TryRead(body[..length], FirstLine, out Dictionary<string, string> values)
            || !values.Remove("command", out string? command))
        {
            return false;
        }

        byte[] manifest = [];
        if ((values.Remove("manifest", out string? hash) && !Hex.TryRead(hash, ImageHash.Length, out manifest))
            || (values.Remove("older", out string? older) && older != "1")
            || values.Count > 0)
        {
            // A word that this board does not know could forbid what it is about to do.
            return false;
        }

        request = new ManagementRequest { Command = command, Manifest = manifest, IsOlderAllowed = older is not null };
        return true;
    }

    // The first line keeps it apart from whatever else this key may come to sign.
    private static byte[] Signed(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text) => [.. nonce, .. text];
}
