using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Router.Tests.Interop.Support;

/// <summary>
/// BIRD's control protocol: one command line, then reply lines `NNNN-text` or ` text`, ended by `NNNN text`.
/// </summary>
internal static class BirdSocket
{
    /// <summary>The reply without its codes, or null when nobody listens yet.</summary>
    public static string? Ask(string path, string command)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.ReceiveTimeout = 20_000;
            socket.Connect(new UnixDomainSocketEndPoint(path));
            using NetworkStream stream = new(socket);
            using StreamReader reader = new(stream, Encoding.ASCII);
            if (Reply(reader) is null)
            {
                return null;
            }

            stream.Write(Encoding.ASCII.GetBytes(command + "\n"));
            return Reply(reader);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Reply(StreamReader reader)
    {
        StringBuilder text = new();
        while (reader.ReadLine() is string line)
        {
            bool coded = line.Length >= 5 && char.IsAsciiDigit(line[0]) && char.IsAsciiDigit(line[3]);
            text.Append(coded ? line[5..] : line.Length > 0 ? line[1..] : line).Append('\n');
            if (coded && line[4] == ' ')
            {
                return text.ToString();
            }
        }

        return null;
    }
}
