namespace Router.Tests.Interop.Support;

/// <summary>Cables between namespaces. They need no dispose: they go with either namespace.</summary>
internal static class Veth
{
    /// <summary>A cable with one end in each namespace, both ends up, of so many queues each way.</summary>
    public static void Connect(NetNamespace a, string nameA, NetNamespace b, string nameB, int queues = 1)
    {
        string[] each = ["numrxqueues", $"{queues}", "numtxqueues", $"{queues}"];
        a.Ip(["link", "add", nameA, .. each, "type", "veth", "peer", "name", nameB, "netns", b.Name, .. each]);
        a.Ip("link", "set", nameA, "up");
        b.Ip("link", "set", nameB, "up");
    }

    /// <summary>A pod as Calico wires it: a /32 on eth0 and the link-local gateway behind the other end.</summary>
    public static void Pod(NetNamespace pod, string address, int mtu = 1500)
    {
        pod.Ip("addr", "add", address + "/32", "dev", "eth0");
        pod.Ip("link", "set", "eth0", "mtu", $"{mtu}");
        pod.Ip("route", "add", "169.254.1.1", "dev", "eth0", "scope", "link");
        pod.Ip("route", "add", "default", "via", "169.254.1.1", "dev", "eth0");
    }
}
