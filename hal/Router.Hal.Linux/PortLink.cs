namespace Router.Hal.Linux;

/// <summary>Carrier of an interface that a NIC holds, and whether it is still the same interface.</summary>
internal sealed class PortLink(InterfaceControl control, string name, int index)
{
    internal string? Fault { get; private set; }

    internal bool IsUp
    {
        get
        {
            if (Fault is not null)
            {
                return false;
            }

            // A new interface of the same name is another one: a socket stays with the old.
            if (control.Index != index)
            {
                Fault = $"{name}: the interface is gone";
                return false;
            }

            int flags = control.Flags;
            return flags >= 0 && (flags & InterfaceFlags.Up) != 0 && (flags & InterfaceFlags.Running) != 0;
        }
    }
}
