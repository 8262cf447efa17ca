using System;
using System.Buffers.Binary;

namespace Router.Slots.Management;

/// <summary>How far a board is with an update.</summary>
public enum UpdateStep : byte
{
    /// <summary>It writes the slot.</summary>
    Writing = 1,

    /// <summary>It reads the slot back.</summary>
    Checking = 2,
}

/// <summary>A frame of progress: the step, then the octets that are done in eight (big-endian).</summary>
public readonly record struct UpdateProgress(UpdateStep Step, long Octets)
{
    public const int Length = 9;

    public byte[] Write()
    {
        byte[] body = new byte[Length];
        body[0] = (byte)Step;
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(1), Octets);
        return body;
    }

    public static bool TryRead(ReadOnlySpan<byte> body, out UpdateProgress progress)
    {
        progress = default;
        if (body.Length != Length || body[0] is not ((byte)UpdateStep.Writing or (byte)UpdateStep.Checking))
        {
            return false;
        }

        progress = new UpdateProgress((UpdateStep)body[0], BinaryPrimitives.ReadInt64BigEndian(body[1..]));
        return progress.Octets >= 0;
    }
}
