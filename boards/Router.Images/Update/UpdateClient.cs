using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Router.Images.Host;
using Router.Slots;
using Router.Slots.Management;

namespace Router.Images.Update;

/// <summary>The client of a board's management connection; it waits for the answers.</summary>
public sealed class UpdateClient : IDisposable
{
    private const int ChunkSize = 32 * 1024;
    private const int Patience = 60_000;

    private readonly string _host;
    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;
    private readonly FrameReader _reader = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <exception cref="HostException">No board answers there.</exception>
    public UpdateClient(string host, int port, TimeSpan patience)
    {
        _host = $"{host}:{port}";
        try
        {
            using CancellationTokenSource timeout = new(patience);
            _client.ConnectAsync(host, port, timeout.Token).AsTask().GetAwaiter().GetResult();
            (_client.ReceiveTimeout, _client.SendTimeout, _client.NoDelay) = (Patience, Patience, true);
            _stream = _client.GetStream();
            Hello = Take(out ReadOnlySpan<byte> body) == FrameKind.Hello
                && BoardHello.TryRead(body, out BoardHello? hello) ? hello!
                : throw new HostException($"{_host}: whoever answers there is no board of router");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or HostException)
        {
            _client.Dispose();
            throw e as HostException ?? new HostException($"{_host} does not answer "
                + $"({(e is OperationCanceledException ? "no answer in time" : e.Message)}): is the board up, is this "
                + "machine on its network, and was its image built with keys?");
        }
    }

    public BoardHello Hello { get; }

    /// <summary>The board's state in words.</summary>
    /// <exception cref="HostException">The board refuses, or is gone.</exception>
    public string Status(ManagementToken token)
    {
        Send(FrameKind.Request, new ManagementRequest { Command = ManagementRequest.Status }.Write(Hello.Nonce, token));
        return Answer(static _ => { });
    }

    /// <summary>Sends the slot of an image; returns what the board says when it is about to start it.</summary>
    /// <exception cref="HostException">The board refuses, or is gone.</exception>
    public string Update(ManagementToken token, FileStream image, ImageManifest manifest, bool isOlderAllowed,
        Action<UpdateProgress, long> onProgress, CancellationToken stop)
    {
        byte[] block = new byte[ManifestBlock.Length];
        ImagePart part = PartOf(manifest);
        if (RandomAccess.Read(image.SafeFileHandle, block, ManifestBlock.Offset) != block.Length)
        {
            throw new HostException($"{image.Name} is cut off");
        }

        ManagementRequest request = new()
        {
            Command = ManagementRequest.Update,
            Manifest = ImageHash.Of(block),
            IsOlderAllowed = isOlderAllowed,
        };
        Send(FrameKind.Request, request.Write(Hello.Nonce, token));
        Send(FrameKind.Manifest, block);
        if (Take(out ReadOnlySpan<byte> body) is var kind && kind != FrameKind.Go)
        {
            throw Unexpected(kind, body);
        }

        if (body.Length != 8 || BinaryPrimitives.ReadInt64BigEndian(body) != part.Length)
        {
            throw new HostException($"{_host}: asks for another length than the image's slot has");
        }

        Stream(image, part, onProgress, stop);
        return Answer(progress => onProgress(progress, part.Length));
    }

    public void Dispose() => _client.Dispose();

    private static ImagePart PartOf(ImageManifest manifest)
    {
        foreach (ImagePart part in manifest.Parts)
        {
            if (part.Name == ImagePart.SlotA)
            {
                return part;
            }
        }

        throw new HostException("the image has no slot: it is not of a board that can be updated");
    }

    private void Stream(
        FileStream image, ImagePart part, Action<UpdateProgress, long> onProgress, CancellationToken stop)
    {
        byte[] chunk = new byte[ChunkSize];
        for (long sent = 0; sent < part.Length;)
        {
            stop.ThrowIfCancellationRequested();
            int count = RandomAccess.Read(image.SafeFileHandle,
                chunk.AsSpan(0, (int)long.Min(ChunkSize, part.Length - sent)), part.Offset + sent);
            if (count == 0)
            {
                throw new HostException($"{image.Name} is cut off");
            }

            Send(FrameKind.Data, chunk.AsSpan(0, count));
            sent += count;
            while (_start < _end || _client.Available > 0)
            {
                if (Take(out ReadOnlySpan<byte> body) is var kind && kind != FrameKind.Progress)
                {
                    throw Unexpected(kind, body);
                }

                Report(body, progress => onProgress(progress, part.Length));
            }
        }
    }

    private string Answer(Action<UpdateProgress> onProgress)
    {
        while (true)
        {
            FrameKind kind = Take(out ReadOnlySpan<byte> body);
            switch (kind)
            {
                case FrameKind.Progress:
                    Report(body, onProgress);
                    break;
                case FrameKind.Done:
                    return Encoding.UTF8.GetString(body);
                default:
                    throw Unexpected(kind, body);
            }
        }
    }

    private static void Report(ReadOnlySpan<byte> body, Action<UpdateProgress> onProgress)
    {
        if (UpdateProgress.TryRead(body, out UpdateProgress progress))
        {
            onProgress(progress);
        }
    }

    private HostException Unexpected(FrameKind kind, ReadOnlySpan<byte> body) => new(kind == FrameKind.Refused
        ? $"{Hello.Node} refuses: {Encoding.UTF8.GetString(body)}"
        : $"{_host}: answers with a frame {kind}, which does not belong here");

    private void Send(FrameKind kind, ReadOnlySpan<byte> body)
    {
        try
        {
            _stream.Write(FrameCodec.Write(kind, body));
        }
        catch (IOException e)
        {
            // What the board said last says more than that it is gone.
            throw Last() ?? new HostException($"{_host}: the connection broke: {e.Message}");
        }
    }

    private HostException? Last()
    {
        try
        {
            FrameKind kind;
            ReadOnlySpan<byte> body;
            do
            {
                kind = Take(out body);
            }
            while (kind == FrameKind.Progress);
            return Unexpected(kind, body);
        }
        catch (HostException)
        {
            return null;
        }
    }

    private FrameKind Take(out ReadOnlySpan<byte> body)
    {
        while (true)
        {
            ReadOnlySpan<byte> octets = _buffer.AsSpan(_start, _end - _start);
            bool isWhole = _reader.TryTake(ref octets, out FrameKind kind, out body);
            _start = _end - octets.Length;
            if (isWhole)
            {
                return kind;
            }

            if (_reader.IsBroken)
            {
                throw new HostException($"{_host}: whoever answers there is no board of router");
            }

            try
            {
                (_start, _end) = (0, _stream.Read(_buffer));
            }
            catch (IOException e)
            {
                throw new HostException($"{_host}: the connection broke: {e.Message}");
            }

            if (_end == 0)
            {
                throw new HostException($"{_host}: the board closed the connection");
            }
        }
    }
}
