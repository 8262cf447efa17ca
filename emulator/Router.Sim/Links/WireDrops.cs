namespace Router.Sim;

/// <summary>The words in which reasons appear in captures, tables and JSON.</summary>
public static class WireDrops
{
    public static string Word(WireDrop drop) => drop switch
    {
        WireDrop.None => "none",
        WireDrop.CarrierDown => "carrier-down",
        WireDrop.Mtu => "mtu",
        WireDrop.QueueFull => "queue-full",
        WireDrop.Loss => "loss",
        WireDrop.NodeDown => "node-down",
        _ => "no-slot",
    };
}
