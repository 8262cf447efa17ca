using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>A table of routes in vtysh's columns or JSON names, so many a turn that no session waits for it.</summary>
internal sealed class RouteListJob : ConsoleJob, IDisposable
{
    private const int RoutesPerTurn = 512;

    private static readonly string[] s_letters = ["i", "e", "?"];
    private static readonly string[] s_origins = ["IGP", "EGP", "incomplete"];

    private readonly IBgpConsole _console;
    private readonly IRouteSource _source;
    private readonly List<ShownPath> _paths = [];
    private readonly ArrayBufferWriter<byte>? _octets;
    private readonly Utf8JsonWriter? _json;
    private bool _hasBegun;
    private bool _isCancelled;
    private int _prefixes;
    private int _pathCount;

    public RouteListJob(IBgpConsole console, IRouteSource source, bool json)
    {
        _console = console;
        _source = source;
        if (json)
        {
            _octets = new ArrayBufferWriter<byte>();
            _json = new Utf8JsonWriter(_octets, new JsonWriterOptions
            {
                Indented = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
        }
    }

    public void Dispose() => _json?.Dispose();

    public override void Cancel() => _isCancelled = true;

    public override bool Poll(Instant now, StringBuilder output)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Begin(output);
        }

        bool isOver = _isCancelled;
        for (int i = 0; i < RoutesPerTurn && !isOver; i++)
        {
            _paths.Clear();
            isOver = !_source.TryNext(_paths, out IpPrefix prefix);
            if (_paths.Count > 0)
            {
                _prefixes++;
                _pathCount += _paths.Count;
                Show(output, prefix);
            }
        }

        if (isOver)
        {
            End(output);
        }

        HandOver(output, isOver);
        return isOver;
    }

    private void Begin(StringBuilder output)
    {
        if (_json is null)
        {
            output.Append(CultureInfo.InvariantCulture,
                $"BGP router identifier {_console.Speaker.Options.RouterId}, ")
                .Append(CultureInfo.InvariantCulture, $"local AS number {_console.Speaker.Options.LocalAs}\n")
                .Append("Status codes: * valid, > best, = multipath, S stale, i internal; ")
                .Append("origin codes: i IGP, e EGP, ? incomplete\n\n")
                .Append("    Network            Next Hop            Metric     LocPrf Path                 From\n");
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("routerId", _console.Speaker.Options.RouterId.ToString());
        _json.WriteNumber("localAS", _console.Speaker.Options.LocalAs.Value);
        _json.WriteStartObject("routes");
    }

    private void End(StringBuilder output)
    {
        if (_json is null)
        {
            output.Append(CultureInfo.InvariantCulture,
                $"\nDisplayed {_prefixes} routes and {_pathCount} total paths\n");
            return;
        }

        _json.WriteEndObject();
        _json.WriteNumber("totalRoutes", _prefixes);
        _json.WriteNumber("totalPaths", _pathCount);
        _json.WriteEndObject();
        Dispose();
    }

    private void Show(StringBuilder output, IpPrefix prefix)
    {
        if (_json is null)
        {
            for (int i = 0; i < _paths.Count; i++)
            {
                output.Append(Row(i == 0 ? prefix.ToString() : string.Empty, _paths[i]));
            }

            return;
        }

        _json.WriteStartArray(prefix.ToString());
        foreach (ShownPath path in _paths)
        {
            WriteJson(_json, prefix, path);
        }

        _json.WriteEndArray();
    }

    private static string Row(string prefix, in ShownPath path)
    {
        string status = (path.IsStale ? "S" : "*") + (path.IsBest ? ">" : path.IsUsed ? "=" : " ")
            + (path.IsExternal || path.IsLocal ? " " : "i");
        string asPath = $"{path.AsPath}{(path.AsPath.Length > 0 ? " " : string.Empty)}{s_letters[(int)path.Origin]}";
        return string.Create(CultureInfo.InvariantCulture,
            $" {status}{prefix,-18} {path.NextHop,-15} {path.Med,10} {path.LocalPref,10} {asPath,-20} {path.From}\n");
    }

    private static void WriteJson(Utf8JsonWriter json, IpPrefix prefix, in ShownPath path)
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", true);
        json.WriteBoolean("bestpath", path.IsBest);
        json.WriteBoolean("multipath", path.IsUsed);
        json.WriteBoolean("stale", path.IsStale);
        json.WriteString("pathFrom", path.IsLocal ? "local" : path.IsExternal ? "external" : "internal");
        json.WriteString("network", prefix.ToString());
        json.WriteString("peer", path.From);
        json.WriteString("peerId", path.FromAddress);
        json.WriteString("nexthop", path.NextHop.ToString());
        if (path.LocalPref is { } localPref)
        {
            json.WriteNumber("localPref", localPref);
            json.WriteNumber("locPrf", localPref);
        }

        json.WriteNumber("metric", path.Med);
        json.WriteString("path", path.AsPath);
        json.WriteString("origin", s_origins[(int)path.Origin]);
        json.WriteNumber("asPathLength", path.AsPathLength);
        json.WriteNumber("pathId", path.PathId);
        json.WriteEndObject();
    }

    // Whole lines; the rest of the last one waits for its end.
    private void HandOver(StringBuilder output, bool isOver)
    {
        if (_octets is null)
        {
            return;
        }

        if (!isOver)
        {
            _json!.Flush();
        }

        ReadOnlySpan<byte> written = _octets.WrittenSpan;
        int end = isOver ? written.Length : written.LastIndexOf((byte)'\n') + 1;
        output.Append(Encoding.UTF8.GetString(written[..end]));
        byte[] rest = written[end..].ToArray();
        _octets.ResetWrittenCount();
        _octets.Write(rest);
        output.Append(isOver ? "\n" : string.Empty);
    }
}
