using System;
using System.IO;
using System.Threading;

namespace Router.Images.Flash;

/// <summary>Writes an image to a target in the order of <see cref="FlashPlan"/>, and reads all of it back.</summary>
public sealed class FlashWriter(Stream image, IFlashTarget target, IFlashProgress progress)
{
    /// <summary>Flushed each time, so that progress is the medium's and not the page cache's.</summary>
    public const int Chunk = 4 << 20;

    private readonly FlashPlan _plan = new(image.Length, target.Length);
    private readonly byte[] _buffer = new byte[Chunk];
    private readonly byte[] _zeros = new byte[FlashPlan.Block];
    private TargetState _state = TargetState.Untouched;
    private bool _isEmptied;

    /// <summary>Tells what happened rather than throwing: the caller must know what state the target is in.</summary>
    public FlashResult Run(CancellationToken stop)
    {
        using FlashHash hash = new(); // first: what cannot be hashed need not be begun
        try
        {
            stop.ThrowIfCancellationRequested();
            Empty();
            byte[] head = ReadImage(0, new byte[_plan.HeadLength]).ToArray();
            byte[] tail = ReadImage(_plan.TailStart, new byte[_plan.TailLength]).ToArray();
            hash.Begin(head);
            WriteBody(hash, stop);
            string written = hash.End(tail);
            hash.Begin(head);
            VerifyBody(hash, stop);
            if (hash.End(tail) != written)
            {
                throw new FlashMismatchException(null, "the image changed while it was written");
            }

            Seal(head, tail);
            progress.Report(FlashPhase.Verifying, _plan.ImageLength, _plan.ImageLength);
            _state = TargetState.Complete;
            return Ended(FlashOutcome.Verified, "written, read back and compared", written);
        }
        catch (OperationCanceledException)
        {
            return Ended(FlashOutcome.Interrupted, "interrupted");
        }
        catch (FlashMismatchException mismatch)
        {
            Unseal();
            return Ended(FlashOutcome.Mismatch, mismatch.Message) with { FirstDifference = mismatch.Offset };
        }
        catch (IOException error)
        {
            Unseal();
            return Ended(FlashOutcome.Failed, error.Message);
        }
    }

    // The first sector alone, first: until it is gone the old contents are whole, from then on nothing starts.
    private void Empty()
    {
        _state = TargetState.Unknown;
        target.Write(0, _zeros.AsSpan(0, FlashPlan.Sector));
        target.Flush();
        _state = TargetState.Unbootable;
        target.Write(FlashPlan.Sector, _zeros.AsSpan(0, _plan.HeadLength - FlashPlan.Sector));
        target.Write(_plan.TargetEndStart, _zeros.AsSpan(0, (int)(_plan.TargetLength - _plan.TargetEndStart)));
        target.Flush();
        _isEmptied = true;
    }

    private void WriteBody(FlashHash hash, CancellationToken stop)
    {
        for (long offset = _plan.HeadLength; offset < _plan.TailStart;)
        {
            stop.ThrowIfCancellationRequested();
            Span<byte> chunk = ReadImage(offset, Next(offset));
            hash.Add(chunk);
            target.Write(offset, chunk);
            target.Flush();
            offset += chunk.Length;
            progress.Report(FlashPhase.Writing, offset, _plan.ImageLength);
        }

        progress.Report(FlashPhase.Writing, _plan.ImageLength, _plan.ImageLength);
    }

    private void VerifyBody(FlashHash hash, CancellationToken stop)
    {
        byte[] expected = new byte[Chunk];
        for (long offset = _plan.HeadLength; offset < _plan.TailStart;)
        {
            stop.ThrowIfCancellationRequested();
            Span<byte> chunk = Next(offset);
            ReadImage(offset, expected.AsSpan(0, chunk.Length));
            target.Read(offset, chunk);
            Compare(offset, expected.AsSpan(0, chunk.Length), chunk);
            hash.Add(chunk);
            offset += chunk.Length;
            progress.Report(FlashPhase.Verifying, offset, _plan.ImageLength);
        }

        stop.ThrowIfCancellationRequested(); // the last chance: what follows is short, and ends well or is undone
    }

    // Last block, first block, and of that the first sector last.
    private void Seal(byte[] head, byte[] tail)
    {
        _state = TargetState.Unknown;
        _isEmptied = false;
        WriteAndCompare(_plan.TailStart, tail);
        WriteAndCompare(FlashPlan.Sector, head.AsSpan(FlashPlan.Sector));
        WriteAndCompare(0, head.AsSpan(0, FlashPlan.Sector));
    }

    private void WriteAndCompare(long offset, ReadOnlySpan<byte> octets)
    {
        target.Write(offset, octets);
        target.Flush();
        Span<byte> back = _buffer.AsSpan(0, octets.Length);
        target.Read(offset, back);
        Compare(offset, octets, back);
    }

    // Where sealing had begun, or the emptying itself failed.
    private void Unseal()
    {
        if (_isEmptied)
        {
            return;
        }

        try
        {
            Empty();
        }
        catch (IOException)
        {
            // The first error is the one to tell; the state says what came of this.
        }
    }

    private Span<byte> Next(long offset) => _buffer.AsSpan(0, (int)Math.Min(Chunk, _plan.TailStart - offset));

    private Span<byte> ReadImage(long offset, Span<byte> octets)
    {
        image.Position = offset;
        image.ReadExactly(octets);
        return octets;
    }

    private static void Compare(long offset, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found)
    {
        int same = expected.CommonPrefixLength(found);
        if (same < expected.Length)
        {
            throw new FlashMismatchException(
                offset + same,
                $"reading back gave 0x{found[same]:x2} instead of 0x{expected[same]:x2} at byte {offset + same}");
        }
    }

    private FlashResult Ended(FlashOutcome outcome, string message, string? sha256 = null) =>
        new(outcome, _state, message, _plan.ImageLength, sha256);
}
