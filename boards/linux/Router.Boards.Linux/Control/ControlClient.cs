using System;
using System.IO;
using System.Text;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>A client of a control socket, for commands that a person runs: it waits for the answer.</summary>
public sealed class ControlClient : IDisposable
{
    // Any server greets at once; who says nothing for this long speaks another protocol.
    private static readonly Duration s_greetingTime = Duration.FromSeconds(5);

    private readonly UnixConnection _connection;
    private readonly MonotonicClock _clock = new();
    private readonly PollLoop _loop;
    private readonly StringBuilder _input = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <exception cref="IOException">Nobody serves the socket.</exception>
    public ControlClient(string path)
    {
        _connection = UnixConnection.Connect(path);
        _loop = new PollLoop(_clock);
        _loop.Watch(_connection.Descriptor, PollEvents.Readable);
        string? greeting = ReadLine(_clock.Now + s_greetingTime);
        if (greeting is null || !greeting.StartsWith(ControlProtocol.GreetingCode + " ", StringComparison.Ordinal))
        {
            Dispose();
            throw new IOException($"{path}: whoever listens there is no board: " +
                "give the socket that 'control:' of the run file names");
        }

        Greeting = greeting;
    }

    public string Greeting { get; }

    /// <summary>True when a server accepts on this path.</summary>
    public static bool Answers(string path)
    {
        try
        {
            using UnixConnection connection = UnixConnection.Connect(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends one command and hands each line of its output to <paramref name="onLine"/>; its exit code.
    /// </summary>
    public int Execute(string command, Action<string> onLine)
    {
        if (command.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException("a command is one line", nameof(command));
        }

        Send(command + "\n");
        while (ReadLine(Instant.Never) is { } line)
        {
            if (ControlProtocol.TryParseEnd(line, out int exitCode, out string? last))
            {
                if (last is not null)
                {
                    onLine(last);
                }

                return exitCode;
            }

            if (line.StartsWith('+'))
            {
                onLine(">>> " + line[1..]);
            }
            else if (CodedReply.TryReadLine(line, out _, out _, out ReadOnlySpan<char> text))
            {
                onLine(text.ToString());
            }
        }

        throw new IOException("the control connection closed before the answer was complete");
    }

    /// <summary>Asks the command under way to end; safe to call from a signal handler's thread.</summary>
    public void Cancel() => _connection.Write(Encoding.UTF8.GetBytes(ControlProtocol.CancelLine + "\n"), out _);

    public void Dispose()
    {
        _loop.Dispose();
        _connection.Dispose();
    }

    private void Send(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        Span<Ready> ready = stackalloc Ready[1];
        for (int sent = 0; sent < octets.Length;)
        {
            IoResult result = _connection.Write(octets.AsSpan(sent), out int count);
            if (result == IoResult.Closed)
            {
                throw new IOException("the control connection is closed");
            }

            sent += count;
            if (result == IoResult.WouldBlock)
            {
                _loop.Watch(_connection.Descriptor, PollEvents.Writable);
                _loop.Wait(Instant.Never, ready);
                _loop.Watch(_connection.Descriptor, PollEvents.Readable);
            }
        }
    }

    // Null when the connection ended or the deadline came first.
    private string? ReadLine(Instant deadline)
    {
        Span<Ready> ready = stackalloc Ready[1];
        Span<char> text = new char[Encoding.UTF8.GetMaxCharCount(_buffer.Length)];
        int searched = 0;
        while (true)
        {
            for (; searched < _input.Length; searched++)
            {
                if (_input[searched] == '\n')
                {
                    string line = _input.ToString(0, searched);
                    _input.Remove(0, searched + 1);
                    return line;
                }
            }

            IoResult result = _connection.Read(_buffer, out int count);
            if (result == IoResult.Closed)
            {
                return null;
            }

            if (result == IoResult.WouldBlock)
            {
                if (deadline <= _clock.Now)
                {
                    return null;
                }

                _loop.Wait(deadline, ready);
                continue;
            }

            int characters = _decoder.GetChars(_buffer.AsSpan(0, count), text, flush: false);
            _input.Append(text[..characters]);
        }
    }
}
