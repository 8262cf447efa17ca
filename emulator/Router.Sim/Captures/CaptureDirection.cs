namespace Router.Sim;

/// <summary>Which way a captured frame passes the port.</summary>
public enum CaptureDirection : byte
{
    Inbound = 1,
    Outbound = 2,
}
