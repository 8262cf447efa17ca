namespace Router.Node.Capture;

/// <summary>One reader of a port's frames.</summary>
/// <param name="Port">The port's index.</param>
/// <param name="Lines">Where the frames go.</param>
/// <param name="InboundOnly">What leaves is seen elsewhere: on the wire, with what becomes of it there.</param>
public sealed record CaptureTap(int Port, CaptureLines Lines, bool InboundOnly = false);
