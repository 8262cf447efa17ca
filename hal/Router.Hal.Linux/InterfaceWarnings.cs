using System;
using System.Collections.Generic;
using System.IO;

namespace Router.Hal.Linux;

/// <summary>What the kernel still does on an interface that a board uses, and how to stop it.</summary>
internal static class InterfaceWarnings
{
    internal static List<string> Of(KernelInterface port)
    {
        var warnings = new List<string>();
        if (port.HasIpv6)
        {
            warnings.Add($"{port.Name}: the kernel speaks IPv6 on it (router solicitations, MLD) beside the board; " +
                $"`sysctl -w net.ipv6.conf.{port.Name}.disable_ipv6=1` stops that");
        }

        // Frames for the interface's own address also reach the kernel, which would forward what the board forwards.
        if (IsSet($"/proc/sys/net/ipv4/conf/{port.Name}/forwarding"))
        {
            warnings.Add($"{port.Name}: the kernel forwards IPv4 and may forward the board's packets a second time; " +
                $"`sysctl -w net.ipv4.conf.{port.Name}.forwarding=0` stops that, as does a `mac` of the port's own");
        }

        return warnings;
    }

    private static bool IsSet(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is not "0";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
