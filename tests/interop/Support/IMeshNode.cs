using System;

namespace Router.Tests.Interop.Support;

/// <summary>Who plays node02 towards a BIRD: our board, or another BIRD to show what is expected of it.</summary>
internal interface IMeshNode : IDisposable
{
    bool IsEstablishedWith(string peer);

    bool HasBgpRoute(string prefix, string nextHop);

    /// <summary>SIGTERM; returns the exit code.</summary>
    int Terminate();

    /// <summary>Tables and log, for failure messages.</summary>
    string Picture();
}
