namespace Router.Tcp;

/// <summary>A port in LISTEN.</summary>
internal sealed class Listener
{
    public Listener(ushort port, TcpListenOptions options)
    {
        Port = port;
        Options = options;
    }

    public ushort Port { get; }

    public TcpListenOptions Options { get; }

    public int HalfOpen { get; set; }
}
