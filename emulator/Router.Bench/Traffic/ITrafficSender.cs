using System;
using System.Collections.Generic;

namespace Router.Bench.Traffic;

/// <summary>Where a generator's frames go: frames built once and sent again and again, in the same order.</summary>
public interface ITrafficSender : IDisposable
{
    /// <summary>Takes the frames, all of one length. Called once, before anything is sent.</summary>
    void Load(IReadOnlyList<byte[]> frames);

    /// <summary>The next frame, to be stamped in place; false while the device has no room.</summary>
    /// <param name="index">Which of the loaded frames it is.</param>
    /// <param name="frame">Its octets, as long as nothing else is called.</param>
    bool TryNext(out int index, out Span<byte> frame);

    /// <summary>Sends all frames given out since the last call.</summary>
    void Flush();
}
