using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Router.Tests.Interop.Support;

/// <summary>
/// A daemon of FRR's by its vty socket, as vtysh speaks to it: text and a zero there, text, three zeros and a code
/// back.
/// </summary>
internal static class FrrSocket
{
    /// <summary>Commands in one session, each in the mode where the one before has left it; the last answer.</summary>
    public static string Ask(string path, params string[] commands)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.ReceiveTimeout = 10_000;
            socket.Connect(new UnixDomainSocketEndPoint(path));
            string answer = Exchange(socket, "enable");
            foreach (string command in commands)
            {
                answer = Exchange(socket, command);
            }

            return answer;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return $"(no answer: {error.Message})\n";
        }
    }

    private static string Exchange(Socket socket, string command)
    {
        socket.Send(Encoding.ASCII.GetBytes(command + '\0'));
        byte[] buffer = new byte[64 * 1024];
        using MemoryStream answer = new();
        while (true)
        {
            int count = socket.Receive(buffer);
            answer.Write(buffer, 0, count);
            byte[] all = answer.ToArray();
            if (count == 0 || (all.Length >= 4 && all.AsSpan(all.Length - 4, 3).IndexOfAnyExcept((byte)0) < 0))
            {
                return Encoding.UTF8.GetString(all, 0, Math.Max(0, all.Length - 4));
            }
        }
    }
}
