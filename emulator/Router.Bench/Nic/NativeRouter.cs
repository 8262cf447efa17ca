using System;

namespace Router.Bench.Nic;

/// <summary>A forwarder in C, from tests/bench/native.</summary>
internal sealed class NativeRouter(string name, string program) : INicRouter
{
    public string Name => name;

    public IDisposable? Start(TestNetwork network) => network.Inside.Start(
        program, TestNetwork.In, TestNetwork.Out, TestNetwork.NextHopMac.ToString(), TestNetwork.Destinations);
}
