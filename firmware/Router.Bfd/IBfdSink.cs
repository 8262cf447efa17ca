using System;

namespace Router.Bfd;

/// <summary>Where <see cref="BfdEngine.Poll"/> puts what it produces. No call here may call the engine.</summary>
public interface IBfdSink
{
    /// <summary>
    /// One UDP payload, valid during the call, for the session's port of the neighbour, with TTL 255 (RFC 5881 §5).
    /// </summary>
    void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet);

    void OnState(in BfdStateChange change);
}

/// <summary>The ends of a session.</summary>
/// <param name="Local">Zero: the transport chooses.</param>
/// <param name="Remote">The neighbour.</param>
/// <param name="SourcePort">Of every packet of the session (RFC 5881 §4: 49152 to 65535).</param>
/// <param name="DestinationPort">3784, or 4784 when multihop.</param>
public readonly record struct BfdPath(IpAddress Local, IpAddress Remote, ushort SourcePort, ushort DestinationPort);

/// <summary>A session changed its state.</summary>
/// <param name="Session">Which.</param>
/// <param name="Old">From.</param>
/// <param name="New">To.</param>
/// <param name="Diagnostic">Why, where Up or Init was lost.</param>
/// <param name="IsFailure">
/// The path or the neighbour is lost, and clients should act. Not when either side is administratively down: that says
/// nothing about the path (RFC 5882 §3.2).
/// </param>
public readonly record struct BfdStateChange(
    int Session, BfdState Old, BfdState New, BfdDiagnostic Diagnostic, bool IsFailure);
