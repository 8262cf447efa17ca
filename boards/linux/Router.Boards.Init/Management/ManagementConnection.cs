using System;
using System.IO;
using System.Text;
using Router.Slots;
using Router.Slots.Management;
using Router.Tcp;
using Router.Wire;

namespace Router.Boards.Init.Management;

/// <summary>One client: a hello, one signed request, and what follows from it.</summary>
internal sealed class ManagementConnection : IDisposable
{
    private static readonly Duration s_patience = Duration.FromSeconds(30);
    private static readonly Duration s_progress = Duration.FromMilliseconds(250);

    private readonly BoardUpdates _updates;
    private readonly byte[] _nonce;
    private readonly FrameReader _reader = new();
    private readonly byte[] _input = new byte[FrameCodec.HeaderSize + FrameCodec.LongestBody];
    private byte[] _output;
    private int _inputStart;
    private int _inputEnd;
    private ManagementRequest? _request;
    private BoardUpdate? _update;
    private UpdateProgress _told;
    private Instant _deadline;
    private Instant _progressAt = Instant.Zero;
    private bool _isLast;

    public ManagementConnection(BoardUpdates updates, byte[] nonce, Instant now)
    {
        _updates = updates;
        _nonce = nonce;
        _deadline = now + s_patience;
        _output = FrameCodec.Write(FrameKind.Hello, updates.Hello(nonce).Write());
    }

    /// <summary>Nothing more will be said.</summary>
    public bool IsOver { get; private set; }

    public void Poll(TcpStack tcp, TcpHandle handle, Instant now)
    {
        while (!_isLast && (_update is null || _update.HasRoom) && TryFill(tcp, handle, now))
        {
            ReadOnlySpan<byte> octets = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
            if (_reader.TryTake(ref octets, out FrameKind kind, out ReadOnlySpan<byte> body))
            {
                Handle(kind, body);
            }
            else if (_reader.IsBroken)
            {
                Refuse("this is no frame of the management connection");
            }

            _inputStart = _inputEnd - octets.Length;
        }

        if (!_isLast && _update is not null)
        {
            Follow(_update, now);
        }

        if (now >= _deadline)
        {
            // Also for one who does not read what we say.
            IsOver = true;
            return;
        }

        int taken = _output.Length > 0 ? tcp.Send(handle, _output, now) : 0;
        _output = taken > 0 ? _output[taken..] : _output;
        IsOver = taken < 0 || (_isLast && _output.Length == 0);
    }

    public void Dispose() => _update?.Dispose();

    private bool TryFill(TcpStack tcp, TcpHandle handle, Instant now)
    {
        if (_inputStart < _inputEnd)
        {
            return true;
        }

        int count = tcp.Read(handle, _input, now);
        (_inputStart, _inputEnd) = (0, Math.Max(count, 0));
        if (count > 0)
        {
            _deadline = now + s_patience;
        }

        return count > 0;
    }

    private void Handle(FrameKind kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case FrameKind.Request when _request is null:
                if (!ManagementRequest.TryRead(body, _nonce, _updates.Key, out _request))
                {
                    _updates.Tell("a request was not signed with the management token, and refused");
                    Refuse("the request is not signed with this board's management token: "
                        + "give the management.token that its image was built with");
                    break;
                }

                Begin(_request!);
                break;
            case FrameKind.Manifest when _request?.Command == ManagementRequest.Update && _update is null:
                string? refusal = _updates.TryBegin(_request, body, out _update);
                if (refusal is not null)
                {
                    Refuse(refusal);
                    break;
                }

                byte[] length = new byte[8];
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(length, _update!.Length);
                Send(FrameKind.Go, length);
                break;
            case FrameKind.Data when _update is not null && body.Length > 0 && body.Length <= _update.Missing:
                _update.Add(body.ToArray());
                break;
            default:
                Refuse($"a frame {kind} does not belong here");
                break;
        }
    }

    private void Begin(ManagementRequest request)
    {
        if (request.Command == ManagementRequest.Status)
        {
            Send(FrameKind.Done, Encoding.UTF8.GetBytes(_updates.Status()));
            _isLast = true;
        }
        else if (request.Command != ManagementRequest.Update)
        {
            Refuse("this board does not know that command: it may be older than your router");
        }
        else if (_updates.RefusalNow() is { } reason)
        {
            Refuse(reason);
        }
    }

    private void Follow(BoardUpdate update, Instant now)
    {
        if (update.Error is { } error)
        {
            _updates.Tell($"the update failed: {error}");
            Refuse(error);
            return;
        }

        if (update.IsDone)
        {
            Finish(update);
            return;
        }

        if (update.Missing == 0)
        {
            // The client waits for us.
            _deadline = now + s_patience;
        }

        if (now >= _progressAt && update.Progress != _told)
        {
            _progressAt = now + s_progress;
            _told = update.Progress;
            Send(FrameKind.Progress, _told.Write());
        }
    }

    private void Finish(BoardUpdate update)
    {
        try
        {
            Slot slot = _updates.End(update);
            Send(FrameKind.Done, Encoding.UTF8.GetBytes($"slot {slot.Letter()} is written; the board starts it"));
            _isLast = true;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            Refuse(e.Message);
        }
    }

    private void Refuse(string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(reason);
        Send(FrameKind.Refused, text.AsSpan(0, Math.Min(text.Length, 1000)));
        _isLast = true;
        _update?.Dispose();
        _update = null;
    }

    private void Send(FrameKind kind, ReadOnlySpan<byte> body) =>
        _output = [.. _output, .. FrameCodec.Write(kind, body)];
}
