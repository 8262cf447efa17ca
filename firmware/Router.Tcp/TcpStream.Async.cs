using System;
using System.Threading;
using System.Threading.Tasks;

namespace Router.Tcp;

/// <summary>
/// The asynchronous face of the stream. Left to the base class, these calls would run on pool threads; here they run at
/// once and return something already complete.
/// </summary>
public sealed partial class TcpStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return default;
    }

    // The base class fixes the return type; nothing is scheduled.
#pragma warning disable RS0030
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => default(ValueTask).AsTask();
#pragma warning restore RS0030
}
