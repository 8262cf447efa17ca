using System;
using Router.Bench.Nic;

namespace Router.Bench.Guest;

/// <summary>The kernel with its own ipip device; it lives in the network that it is set up in.</summary>
internal sealed class TunnelKernel : INicRouter
{
    public string Name => GuestNames.Kernel;

    public IDisposable? Start(TestNetwork network)
    {
        network.Inside.Shell(TunnelPlan.KernelScript);
        return null;
    }
}
