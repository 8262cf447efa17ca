using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Router.Images.Boards;

namespace Router.Cli.Commands;

/// <summary>Boards for scripts: the file's keys and words, defaults filled in, and what follows from them.</summary>
internal static class BoardsJson
{
    public static string Write(IReadOnlyList<Board> boards) =>
        JsonSerializer.Serialize([.. boards], BoardsContext.Default.ListBoard) + "\n";

    public static string Write(Board board) =>
        JsonSerializer.Serialize(board, BoardsContext.Default.Board) + "\n";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<Board>))]
internal sealed partial class BoardsContext : JsonSerializerContext;
