using System;

namespace Router.Tests.Interop.Support;

/// <summary>Who plays node02 towards a kernel's tunnel: our board, or a second kernel as the reference.</summary>
internal interface ITunnelNode : IDisposable
{
    /// <summary>Runs a shell command line in the pod behind the node.</summary>
    ProcessResult InPod(string command, int seconds = 60);

    bool HasBgpRoute(string prefix, string nextHop);

    string Picture();
}
