using Router.Wire;

namespace Router.Core;

/// <summary>A frame on its way to a port.</summary>
internal readonly struct OutputFrame
{
    public OutputFrame(int port, Frame frame)
    {
        Port = port;
        Frame = frame;
    }

    public int Port { get; }

    public Frame Frame { get; }
}
