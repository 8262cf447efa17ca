using System.Globalization;
using System.Text;
using Router.Tcp;

namespace Router.Node.Console;

/// <summary><c>show tcp</c>: the board's connections, and segments dropped before they reached one.</summary>
internal static class TcpCommand
{
    public static ConsoleJob Show(Board board, ConsoleRequest request) => ConsoleJob.Finished(
        request.Json ? Json(board) : Text(board));

    /// <summary>Drops by the name of their reason.</summary>
    public static (string Reason, ulong Count)[] Reasons(in TcpDrops drops) =>
    [
        ("malformed", drops.Malformed), ("signature_missing", drops.SignatureMissing),
        ("signature_unexpected", drops.SignatureUnexpected), ("signature_wrong", drops.SignatureWrong),
        ("below_min_ttl", drops.BelowMinTtl),
    ];

    private static string Text(Board board)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"connections {board.TcpConnections}\n");
        foreach ((string reason, ulong count) in Reasons(board.TcpDrops))
        {
            text.Append(CultureInfo.InvariantCulture, $"dropped {reason} {count}\n");
        }

        return text.ToString();
    }

    private static string Json(Board board) => JsonText.Build(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("connections", board.TcpConnections);
        json.WriteStartObject("drops");
        foreach ((string reason, ulong count) in Reasons(board.TcpDrops))
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
