using System;
using System.IO;
using Router.Boards.Init.Health;
using Router.Boards.Init.Management;
using Router.Boards.Init.Slots;
using Router.Hal.Linux;
using Router.Hal.Linux.Machine;
using Router.Node;
using Router.Slots;
using Router.Tcp;
using Router.Wire;

namespace Router.Boards.Init;

/// <summary>
/// What the node of a whole machine has beside its routing: it can be managed, and in a trial says how it is. What it
/// knows of the machine the first process told it by its environment.
/// </summary>
public sealed class NodeMachine : ITcpService
{
    private const int BootPartition = 1;

    private readonly ManagementServer? _server;
    private readonly NodeHealth? _health;

    private NodeMachine(ManagementServer? server, NodeHealth? health) => (_server, _health) = (server, health);

    public ushort Port => _server?.Port ?? 0;

    /// <summary>Gives the board of this machine what it has to have.</summary>
    public static void Equip(Board board)
    {
        ApplianceFile appliance = Read();
        string? data = Environment.GetEnvironmentVariable(InitProcess.DataFolder);
        string? disk = Environment.GetEnvironmentVariable(SlotKeeper.DiskVariable);
        bool isTrial = Environment.GetEnvironmentVariable(SlotKeeper.TrialVariable) is not null;
        BoardSlots? slots = null;
        string? device = null;
        if (disk is not null && DataDisk.Partition(disk, BootPartition) is { } boot
            && SlotExtensions.TryParse(
                Environment.GetEnvironmentVariable(SlotKeeper.SlotVariable) ?? string.Empty, out Slot running))
        {
            slots = new BoardSlots(new SlotStore(boot, appliance.Chain), running, isTrial);
            device = DataDisk.Partition(disk, running.Other().Partition());
        }

        BoardUpdates? updates = appliance.ManagementKey.Length == 0 ? null
            : new BoardUpdates(appliance, board, slots, device, data, NewName());
        NodeHealth? health = isTrial
            ? new NodeHealth(board, Wanted(data), ServiceNotifier.FromEnvironment())
            : null;
        board.DescribeMachine = updates is null ? null : updates.Describe;
        if (updates is not null || health is not null)
        {
            board.Offer(new NodeMachine(updates is null ? null : new ManagementServer(updates), health));
        }
    }

    public void OnEvent(TcpStack tcp, TcpHandle connection, TcpEvent what, Instant now) =>
        _server?.OnEvent(tcp, connection, what, now);

    public Instant PollAt() =>
        Instant.Min(_server?.PollAt() ?? Instant.Never, _health?.PollAt ?? Instant.Never);

    public void Poll(TcpStack tcp, Instant now)
    {
        _health?.Poll(now);
        _server?.Poll(tcp, now);
    }

    // Without a record nobody knows who was up, and it is enough to be ready.
    private static System.Collections.Generic.IReadOnlyList<Ipv4Address> Wanted(string? data) =>
        (data is null ? null : UpdateRecord.ReadFrom(data))?.Peers ?? [];

    private static ApplianceFile Read()
    {
        try
        {
            using StreamReader file = new(ApplianceFile.Path);
            return ApplianceFile.Read(file, static _ => { });
        }
        catch (IOException)
        {
            return new ApplianceFile();
        }
    }

    private static string NewName()
    {
        byte[] octets = new byte[8];
        new KernelEntropy().Fill(octets);
        return Convert.ToHexStringLower(octets);
    }
}
