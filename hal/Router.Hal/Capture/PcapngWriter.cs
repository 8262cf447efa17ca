using System;
using System.IO;
using Router.Wire;

namespace Router.Hal.Capture;

/// <summary>
/// Writes a pcapng section (draft-ietf-opsawg-pcapng): one header, an interface block per interface, one enhanced
/// packet block per frame with nanosecond time, direction and, for a dropped frame, its reason as a comment.
/// Buffers until <see cref="Flush"/>, disposal or a full buffer. Little-endian whatever the machine is.
/// </summary>
public sealed class PcapngWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _epoch;
    private readonly PcapngBlock _block = new();
    private int[] _snapLengths = new int[4];
    private int _interfaces;

    /// <param name="epochNanoseconds">
    /// Unix time, in nanoseconds, of <see cref="Instant.Zero"/>; 0 dates frames of virtual time from 1970.
    /// </param>
    public PcapngWriter(Stream stream, string application, long epochNanoseconds = 0, bool leaveOpen = false)
    {
        _stream = stream;
        _epoch = epochNanoseconds;
        _leaveOpen = leaveOpen;
        _block.Begin(PcapngBlock.SectionHeader);
        _block.UInt32(0x1a2b_3c4d); // §4.1: byte-order magic
        _block.UInt16(1);
        _block.UInt16(0);
        _block.UInt64(ulong.MaxValue); // §4.1: section length not specified
        _block.Option(4, application); // shb_userappl
        _block.End();
    }

    /// <summary>
    /// Describes an interface and returns its identifier within this file. 0 = no limit to the length kept.
    /// </summary>
    public int AddInterface(string name, int snapLength = 0)
    {
        if (_interfaces == _snapLengths.Length)
        {
            Array.Resize(ref _snapLengths, _interfaces * 2);
        }

        _snapLengths[_interfaces] = snapLength == 0 ? int.MaxValue : snapLength;
        _block.Begin(PcapngBlock.InterfaceDescription);
        _block.UInt16(1); // LINKTYPE_ETHERNET
        _block.UInt16(0);
        _block.UInt32((uint)snapLength);
        _block.Option(2, name); // if_name
        _block.Option(9, (byte)9); // if_tsresol: 10^-9 s
        _block.End();
        return _interfaces++;
    }

    /// <param name="comment">Shown beside the frame, such as the reason why it was dropped.</param>
    public void Write(int @interface, Instant at, OctetsIn frame, CaptureDirection direction, string? comment = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(@interface);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(@interface, _interfaces);
        int kept = Math.Min(frame.Length, _snapLengths[@interface]);
        ulong time = (ulong)(at.Nanoseconds + _epoch);
        _block.Begin(PcapngBlock.EnhancedPacket);
        _block.UInt32((uint)@interface);
        _block.UInt32((uint)(time >> 32)); // §4.3: the high half comes first, in either byte order
        _block.UInt32((uint)time);
        _block.UInt32((uint)kept);
        _block.UInt32((uint)frame.Length);
        _block.Padded(frame[..kept]);
        if (!string.IsNullOrEmpty(comment))
        {
            _block.Option(1, comment); // opt_comment
        }

        if (direction != CaptureDirection.Unknown)
        {
            _block.Option(2, (uint)direction); // epb_flags
        }

        _block.End();
        if (_block.Length >= 64 * 1024)
        {
            WriteOut();
        }
    }

    /// <summary>Everything written so far leaves for the stream, in whole blocks.</summary>
    public void Flush()
    {
        WriteOut();
        _stream.Flush();
    }

    public void Dispose()
    {
        Flush();
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private void WriteOut()
    {
        _stream.Write(_block.Octets);
        _block.Clear();
    }
}
