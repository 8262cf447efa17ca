using System;

namespace Router.Bench.Nic;

/// <summary>Something that forwards between two interfaces of a <see cref="TestNetwork"/>.</summary>
internal interface INicRouter
{
    string Name { get; }

    /// <summary>Starts it; disposing ends it. Null: it ends with the network.</summary>
    IDisposable? Start(TestNetwork network);
}
