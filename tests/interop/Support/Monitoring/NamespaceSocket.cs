using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Router.Tests.Interop.Support.Monitoring;

/// <summary>TCP sockets of this process inside a namespace: a socket stays where its thread was.</summary>
internal static class NamespaceSocket
{
    private const int CloneNewNet = 0x4000_0000;

    public static Socket Listen(NetNamespace place, IPEndPoint endpoint, int receiveBuffer = 0) => Inside(place, () =>
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Bind(endpoint);
        socket.Listen();
        return socket;
    });

    public static Socket Connect(NetNamespace place, IPEndPoint endpoint) => Inside(place, () =>
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        return socket;
    });

    private static Socket Inside(NetNamespace place, Func<Socket> make)
    {
        Socket? made = null;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                // `ip netns add` keeps it there. The thread ends here, so there is no way back to be found.
                using SafeFileHandle file = File.OpenHandle("/run/netns/" + place.Name);
                if (SetNamespace(file.DangerousGetHandle().ToInt32(), CloneNewNet) != 0)
                {
                    throw new InvalidOperationException($"setns: error {Marshal.GetLastPInvokeError()}");
                }

                made = make();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return made!;
    }

#pragma warning disable SYSLIB1054 // Its generated code would want unsafe blocks.
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(int descriptor, int kind);
#pragma warning restore SYSLIB1054
}
