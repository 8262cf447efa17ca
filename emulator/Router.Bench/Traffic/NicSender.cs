using System;
using System.Collections.Generic;
using Router.Hal;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>Sends through any driver of a board, with a copy for each frame.</summary>
public sealed class NicSender : ITrafficSender
{
    private const int Batch = 64;

    private readonly INic _nic;
    private readonly IFramePool _pool;
    private readonly Frame[] _frames = new Frame[Batch];
    private IReadOnlyList<byte[]> _loaded = [];
    private int _next;
    private int _waiting;

    /// <param name="nic">Stays the caller's.</param>
    /// <param name="pool">The driver's own.</param>
    public NicSender(INic nic, IFramePool pool)
    {
        _nic = nic;
        _pool = pool;
    }

    public void Load(IReadOnlyList<byte[]> frames) => _loaded = frames;

    public bool TryNext(out int index, out Span<byte> frame)
    {
        index = _next;
        frame = default;
        if (_waiting == Batch)
        {
            Flush();
        }

        if (_waiting == Batch || !_pool.TryRent(out Frame slot))
        {
            return false;
        }

        byte[] source = _loaded[_next];
        slot.Length = source.Length;
        _frames[_waiting] = slot;
        frame = _pool.Octets(_frames[_waiting++]);
        source.CopyTo(frame);
        _next = _next + 1 == _loaded.Count ? 0 : _next + 1;
        return true;
    }

    public void Flush()
    {
        int taken = _nic.Transmit(_frames.AsSpan(0, _waiting));
        _frames.AsSpan(taken, _waiting - taken).CopyTo(_frames);
        _waiting -= taken;
    }

    public void Dispose()
    {
        for (int i = 0; i < _waiting; i++)
        {
            _pool.Return(_frames[i]);
        }

        _waiting = 0;
    }
}
