namespace Router.Sim;

/// <summary>
/// What became of the frames of one direction. At any moment
/// offered + duplicated = delivered + dropped (all reasons) + in flight.
/// </summary>
public record struct LinkCounters
{
    private long _carrierDown;
    private long _mtu;
    private long _queueFull;
    private long _loss;
    private long _nodeDown;
    private long _noSlot;

    public long Offered { get; internal set; }

    public long Duplicated { get; internal set; }

    public long Delivered { get; internal set; }

    /// <summary>Delivered or still in flight with one bit changed.</summary>
    public long Corrupted { get; internal set; }

    public readonly long TotalDropped => _carrierDown + _mtu + _queueFull + _loss + _nodeDown + _noSlot;

    public readonly long Dropped(WireDrop reason) => reason switch
    {
        WireDrop.CarrierDown => _carrierDown,
        WireDrop.Mtu => _mtu,
        WireDrop.QueueFull => _queueFull,
        WireDrop.Loss => _loss,
        WireDrop.NodeDown => _nodeDown,
        WireDrop.NoSlot => _noSlot,
        _ => 0,
    };

    internal void Drop(WireDrop reason)
    {
        switch (reason)
        {
            case WireDrop.CarrierDown:
                _carrierDown++;
                break;
            case WireDrop.Mtu:
                _mtu++;
                break;
            case WireDrop.QueueFull:
                _queueFull++;
                break;
            case WireDrop.Loss:
                _loss++;
                break;
            case WireDrop.NodeDown:
                _nodeDown++;
                break;
            default:
                _noSlot++;
                break;
        }
    }
}
