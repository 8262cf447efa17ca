using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Control;

/// <summary>
/// QEMU's control line (docs/interop/qmp-spec): a greeting, then commands, each answered under its id, with events
/// between them, which are kept until asked for. Belongs to one thread.
/// </summary>
public sealed class QmpClient : IDisposable
{
    private readonly QmpChannel _channel;
    private readonly TimeSpan _limit;
    private readonly Queue<QmpEvent> _events = new();
    private readonly ArrayBufferWriter<byte> _request = new();
    private long _last;

    private QmpClient(QmpChannel channel, TimeSpan limit)
    {
        _channel = channel;
        _limit = limit;
    }

    /// <summary>QEMU's version, as <c>7.2.22</c>.</summary>
    public string Version { get; private set; } = string.Empty;

    /// <summary>Connects as soon as QEMU listens, and leaves the negotiation behind.</summary>
    /// <param name="path">The control socket.</param>
    /// <param name="limit">For the connection, and for every answer after it.</param>
    /// <exception cref="LabQemuException">QEMU does not listen or does not answer, or is not QEMU.</exception>
    public static QmpClient Connect(string path, TimeSpan limit)
    {
        QmpChannel channel = new(path, limit);
        try
        {
            QmpClient client = new(channel, limit);
            client.Negotiate(path);
            return client;
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command and gives what it returns.</summary>
    /// <param name="command">QEMU's name for it.</param>
    /// <param name="arguments">Writes its arguments' properties; null: it has none.</param>
    /// <exception cref="LabQemuException">QEMU refuses it and says why, does not answer, or has ended.</exception>
    public JsonElement Execute(string command, Action<Utf8JsonWriter>? arguments = null)
    {
        long id = ++_last;
        Write(command, id, arguments);
        _channel.Send(_request.WrittenSpan);
        for (Stopwatch watch = Stopwatch.StartNew(); ;)
        {
            if (_channel.Receive(_limit - watch.Elapsed) is not { } message)
            {
                throw new LabQemuException(
                    $"QEMU did not answer '{command}' within {_limit.TotalSeconds} s: the host is overloaded, or QEMU "
                    + "hangs; end the machine and start it again");
            }

            if (!TryKeepEvent(message) && Answers(message, id))
            {
                return message.TryGetProperty("error", out JsonElement error)
                    ? throw Refused(command, error)
                    : message.GetProperty("return");
            }
        }
    }

    /// <summary>The oldest event that nobody has taken; null: none comes within the time given.</summary>
    public QmpEvent? NextEvent(TimeSpan limit)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ;)
        {
            if (_events.TryDequeue(out QmpEvent known))
            {
                return known;
            }

            if (_channel.Receive(limit - watch.Elapsed) is not { } message)
            {
                return null;
            }

            TryKeepEvent(message);
        }
    }

    /// <summary>Waits for an event and drops those before it; null: it does not come within the time given.</summary>
    public QmpEvent? WaitFor(string name, TimeSpan limit)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (NextEvent(limit - watch.Elapsed) is { } happened)
        {
            if (happened.Name == name)
            {
                return happened;
            }
        }

        return null;
    }

    public void Dispose() => _channel.Dispose();

    private void Negotiate(string path)
    {
        if (_channel.Receive(_limit) is not { } greeting || !greeting.TryGetProperty("QMP", out JsonElement about))
        {
            throw new LabQemuException(
                $"{path} does not greet as QMP does: is it the machine's control socket, and is nobody else on it? "
                + "QEMU talks with one at a time");
        }

        JsonElement version = about.GetProperty("version").GetProperty("qemu");
        Version = string.Join('.', version.GetProperty("major"), version.GetProperty("minor"),
            version.GetProperty("micro"));
        Execute("qmp_capabilities");
    }

    private void Write(string command, long id, Action<Utf8JsonWriter>? arguments)
    {
        _request.ResetWrittenCount();
        using Utf8JsonWriter writer = new(_request);
        writer.WriteStartObject();
        writer.WriteString("execute", command);
        if (arguments is not null)
        {
            writer.WriteStartObject("arguments");
            arguments(writer);
            writer.WriteEndObject();
        }

        writer.WriteNumber("id", id);
        writer.WriteEndObject();
    }

    private bool TryKeepEvent(JsonElement message)
    {
        if (!message.TryGetProperty("event", out JsonElement name))
        {
            return false;
        }

        _events.Enqueue(new QmpEvent(name.GetString()!,
            message.TryGetProperty("data", out JsonElement data) ? data : default));
        return true;
    }

    // An answer that came too late for its command has another id; an error without one is about the line itself.
    private static bool Answers(JsonElement message, long id) =>
        message.TryGetProperty("id", out JsonElement answered)
            ? answered.ValueKind == JsonValueKind.Number && answered.GetInt64() == id
            : message.TryGetProperty("error", out _);

    private static LabQemuException Refused(string command, JsonElement error)
    {
        string kind = error.GetProperty("class").GetString()!;
        StringBuilder text = new($"QEMU refuses '{command}': {error.GetProperty("desc").GetString()}");
        text.Append(kind switch
        {
            "CommandNotFound" => " (this QEMU is too old for it: 7.2 is the oldest that will do)",
            "DeviceNotFound" => " (a wrong id, or the device is unplugged)",
            _ => string.Empty,
        });
        return new LabQemuException(text.ToString());
    }
}
