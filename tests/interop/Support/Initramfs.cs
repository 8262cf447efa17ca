using System.Collections.Generic;
using System.IO;
using System.Reflection;
using Router.Images.Host;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Initramfs;

namespace Router.Tests.Interop.Support;

/// <summary>What a test machine has on its disk.</summary>
internal static class Initramfs
{
    public static void Write(string file, string kernelPackage) => InitramfsWriter.Write(
        file,
        kernelPackage,
        ["virtio_pci", "virtio_net", "veth", "ipip", "dummy"],
        new Dictionary<string, string>
        {
            ["usr/local/bin/ip"] = HostTool.Find("ip", "iproute2"),
            ["usr/local/bin/ping"] = HostTool.Find("ping", "iputils-ping"),
            ["usr/local/bin/iperf3"] = HostTool.Find("iperf3", "iperf3"),
            ["usr/local/bin/bird"] = DebianPackages.File("bird", "usr/sbin/bird"),

            // BIRD 1.6's own client wants readline; the lean one of BIRD 2 speaks the same protocol.
            ["usr/local/bin/birdcl"] = DebianPackages.File("bird2", "usr/sbin/birdcl"),
        },
        new Dictionary<string, byte[]>
        {
            ["bin/node-up"] = Resource("node-up"),
            ["bin/bird-to-tunl0"] = Resource("bird-to-tunl0"),
        });

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException(name);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
