using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Router.Slots.Management;

/// <summary>What a board says first: the nonce to sign, and how it is.</summary>
public sealed record BoardHello
{
    /// <summary>Octets of a nonce.</summary>
    public const int NonceLength = 32;

    private const string FirstLine = "router-management 1";

    /// <summary>Nobody can guess it, and it holds for this connection.</summary>
    public required byte[] Nonce { get; init; }

    public required string Board { get; init; }

    public required string Version { get; init; }

    /// <summary>Its node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Another one after each start of the node, 16 digits: by it one sees that it started anew.</summary>
    public required string Start { get; init; }

    /// <summary>The slot that runs; null where the board has none.</summary>
    public Slot? Slot { get; init; }

    /// <summary>It has yet to show that it works.</summary>
    public bool IsTrial { get; init; }

    /// <summary>What became of the last update, for people; empty: there was none.</summary>
    public string Last { get; init; } = string.Empty;

    public byte[] Write()
    {
        StringBuilder text = new();
        text.Append(FirstLine).Append('\n');
        text.Append("nonce ").Append(System.Convert.ToHexStringLower(Nonce)).Append('\n');
        text.Append("board ").Append(TextLines.Plain(Board)).Append('\n');
        text.Append("version ").Append(TextLines.Plain(Version)).Append('\n');
        text.Append("node ").Append(TextLines.Plain(Node)).Append('\n');
        text.Append("start ").Append(Start).Append('\n');
        text.Append("slot ").Append(Slot?.Letter() ?? '-').Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"trial {(IsTrial ? 1 : 0)}\n");
        text.Append("last ").Append(TextLines.Plain(Last)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Words that a later board adds are passed over.</summary>
    public static bool TryRead(System.ReadOnlySpan<byte> body, out BoardHello? hello)
    {
        hello = null;
        if (!TextLines.TryRead(body, FirstLine, out Dictionary<string, string> values)
            || !values.TryGetValue("nonce", out string? nonceText)
            || !Hex.TryRead(nonceText, NonceLength, out byte[] nonce)
            || !values.TryGetValue("board", out string? board)
            || !values.TryGetValue("version", out string? version)
            || !values.TryGetValue("node", out string? node)
            || !values.TryGetValue("start", out string? start)
            || !values.TryGetValue("slot", out string? slotText)
            || !values.TryGetValue("trial", out string? trial) || trial is not ("0" or "1"))
        {
            return false;
        }

        Slot slot = default;
        if (slotText != "-" && !SlotExtensions.TryParse(slotText, out slot))
        {
            return false;
        }

        hello = new BoardHello
        {
            Nonce = nonce,
            Board = board,
            Version = version,
            Node = node,
            Start = start,
            Slot = slotText == "-" ? null : slot,
            IsTrial = trial == "1",
            Last = values.GetValueOrDefault("last", string.Empty),
        };
        return true;
    }
}
