using System.Collections.Generic;
using Router.Boards.Linux.Workers;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;

namespace Router.Boards.Linux;

/// <summary>What an operator should hear of a port's device when it is opened.</summary>
internal static class KernelNotes
{
    /// <summary>What surprises, each with its remedy.</summary>
    public static IReadOnlyList<string> Of(INic? nic) =>
        FirstOf(nic) is PacketNic packet ? packet.Warnings : XdpOf(nic)?.Warnings ?? [];

    /// <summary>How frames come and go, where the machine decided that; null elsewhere.</summary>
    public static string? HowOf(INic? nic) => XdpOf(nic) is { } queue
        ? $"AF_XDP, {(queue.IsZeroCopy ? "zero-copy" : "the kernel copies")}, " +
            $"the program runs in {(queue.IsNative ? "the driver" : "the kernel's generic place")}"
        : null;

    private static XdpNic? XdpOf(INic? nic) => FirstOf(nic) as XdpNic ?? (nic as XdpBundle)?.Queues[0];

    // The workers' queues of a device are alike.
    private static INic? FirstOf(INic? nic) => nic is QueuedNic queued ? queued.Queues[0] : nic;
}
