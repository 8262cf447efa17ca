using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>
/// Every mapping of a board's file with its keys, and what each changes; <c>docs/schema/board.json</c> lists the same.
/// </summary>
public static class BoardSections
{
    public static IReadOnlyList<Setting<Board>> Top { get; } =
    [
        Settings.Value<Board, string>("name", BoardFormats.Name, static (b, v) => b with { Name = v }),
        Settings.Value<Board, string>("title", BoardFormats.Title, static (b, v) => b with { Title = v }),
        Settings.Value<Board, BoardArchitecture>("arch", BoardFormats.Arch, static (b, v) => b with { Arch = v }),
        Settings.Value<Board, ByteSize>("memory", BoardFormats.Size, static (b, v) => b with { Memory = v }),
        Within<Board, BoardKernel>("kernel", () => Kernel!, static (b, v) => b with { Kernel = v }),
        Settings.List<Board, string>("consoles", BoardFormats.Console, static (b, v) => b with { Consoles = v }),
        Settings.List<Board, string>("modules", BoardFormats.Module, static (b, v) => b with { Modules = v }),
        new("nics", static (reader, board) => board with
        {
            Nics = [.. reader.Sections("nics", Names(Nic!), itemName: "nic")
                .Select(static nic => Settings.ApplyAll(Nic!, nic, new BoardNic()))],
        }),
        Within<Board, BoardWatchdog>("watchdog", () => Watchdog!, static (b, v) => b with { Watchdog = v }),
        Within<Board, BoardBoot>("boot", () => Boot!, static (b, v) => b with { Boot = v }),
        Within<Board, ImageLayout>("image", () => Image!, static (b, v) => b with { Image = v }),
        Within<Board, FlashTarget>("flash", () => Flash!, static (b, v) => b with { Flash = v }),
        Within<Board, BoardMachine>("qemu", () => Qemu!, static (b, v) => b with { Qemu = v }),
    ];

    public static IReadOnlyList<Setting<BoardKernel>> Kernel { get; } =
    [
        Settings.Value<BoardKernel, string>("package", BoardFormats.Package, static (k, v) => k with { Package = v }),
        Settings.Value<BoardKernel, string>("dtb", BoardFormats.Dtb, static (k, v) => k with { Dtb = v }),
        new("deviceTree", static (reader, k) => k with { DeviceTree = DeviceTreeValue.Read(reader, "deviceTree") }),
        Settings.Value<BoardKernel, string>("cmdline", BoardFormats.Line, static (k, v) => k with { Cmdline = v }),
    ];

    public static IReadOnlyList<Setting<BoardNic>> Nic { get; } =
    [
        Settings.Value<BoardNic, string>("name", RunFormats.InterfaceName, static (n, v) => n with { Name = v }),
        Settings.List<BoardNic, string>("driver", BoardFormats.Module, static (n, v) => n with { Driver = v }),
        Settings.Value<BoardNic, int>("index", BoardFormats.Index, static (n, v) => n with { Index = v }),
        Settings.Value<BoardNic, string>("path", BoardFormats.BusPath, static (n, v) => n with { Path = v }),
    ];

    public static IReadOnlyList<Setting<BoardWatchdog>> Watchdog { get; } =
    [
        Settings.List<BoardWatchdog, string>("driver", BoardFormats.Module, static (w, v) => w with { Driver = v }),
        Settings.Value<BoardWatchdog, int>("timeout", BoardFormats.Timeout, static (w, v) => w with { Timeout = v }),
    ];

    public static IReadOnlyList<Setting<BoardBoot>> Boot { get; } =
    [
        Settings.Value<BoardBoot, BootChain>("chain", BoardFormats.Chain, static (b, v) => b with { Chain = v }),
        Settings.List<BoardBoot, PcFirmware>(
            "firmware", BoardFormats.Firmware, static (b, v) => b with { Firmware = v }),
        Settings.Value<BoardBoot, string>("package", BoardFormats.Package, static (b, v) => b with { Package = v }),
        Settings.List<BoardBoot, string>("files", BoardFormats.File, static (b, v) => b with { Files = v }),
        Settings.List<BoardBoot, string>("config", BoardFormats.Line, static (b, v) => b with { Config = v }),
    ];

    public static IReadOnlyList<Setting<ImageLayout>> Image { get; } =
    [
        Settings.Value<ImageLayout, PartitionTable>("table", BoardFormats.Table, static (i, v) => i with { Table = v }),
        Settings.Value<ImageLayout, ByteSize>("boot", BoardFormats.Partition, static (i, v) => i with { Boot = v }),
        Settings.Value<ImageLayout, ByteSize>("slot", BoardFormats.Partition, static (i, v) => i with { Slot = v }),
        Settings.Value<ImageLayout, ByteSize>("data", BoardFormats.Partition, static (i, v) => i with { Data = v }),
    ];

    public static IReadOnlyList<Setting<FlashTarget>> Flash { get; } =
    [
        Settings.List<FlashTarget, FlashMedium>("media", BoardFormats.Medium, static (f, v) => f with { Media = v }),
        Settings.Value<FlashTarget, ByteSize>("smallest", BoardFormats.Size, static (f, v) => f with { Smallest = v }),
    ];

    public static IReadOnlyList<Setting<BoardMachine>> Qemu { get; } =
    [
        Settings.Value<BoardMachine, string>("machine", BoardFormats.Machine, static (q, v) => q with { Machine = v }),
        Settings.Value<BoardMachine, string>("reason", BoardFormats.Line, static (q, v) => q with { Reason = v }),
        Settings.Value<BoardMachine, string>("note", BoardFormats.Line, static (q, v) => q with { Note = v }),
        Settings.Value<BoardMachine, string>("cpu", BoardFormats.Device, static (q, v) => q with { Cpu = v }),
        Settings.Value<BoardMachine, ByteSize>("memory", BoardFormats.Size, static (q, v) => q with { Memory = v }),
        Within<BoardMachine, MachineNics>("nic", () => MachineNic!, static (q, v) => q with { Nic = v }),
        Settings.Value<BoardMachine, MachineDisk>("disk", BoardFormats.Disk, static (q, v) => q with { Disk = v }),
        Settings.Value<BoardMachine, int>("diskIndex", BoardFormats.Index, static (q, v) => q with { DiskIndex = v }),
        Settings.Value<BoardMachine, int>("serial", BoardFormats.Index, static (q, v) => q with { Serial = v }),
        Settings.Value<BoardMachine, string>("cmdline", BoardFormats.Line, static (q, v) => q with { Cmdline = v }),
        Settings.List<BoardMachine, string>("devices", BoardFormats.Device, static (q, v) => q with { Devices = v }),
        new("deviceTree", static (reader, q) => q with { DeviceTree = DeviceTreeValue.Read(reader, "deviceTree") }),
        Settings.List<BoardMachine, FullBoot>("full", BoardFormats.Full, static (q, v) => q with { Full = v }),
    ];

    public static IReadOnlyList<Setting<MachineNics>> MachineNic { get; } =
    [
        Settings.Value<MachineNics, string>("device", BoardFormats.Device, static (n, v) => n with { Device = v }),
        Settings.Value<MachineNics, CarrierLoss>("carrier", BoardFormats.Carrier,
            static (n, v) => n with { Carrier = v }),
        Settings.List<MachineNics, string>("names", RunFormats.InterfaceName, static (n, v) => n with { Names = v }),
        Settings.Value<MachineNics, int>("skip", BoardFormats.Index, static (n, v) => n with { Skip = v }),
    ];

    /// <summary>Name and keys of each mapping, for the schema's test and for the documentation.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Keys)> All { get; } =
    [
        ("board", Names(Top)), ("kernel", Names(Kernel)), ("nic", Names(Nic)), ("watchdog", Names(Watchdog)),
        ("boot", Names(Boot)), ("image", Names(Image)), ("flash", Names(Flash)), ("qemu", Names(Qemu)),
        ("machineNic", Names(MachineNic)),
    ];

    internal static IReadOnlyList<string> Names<T>(IReadOnlyList<Setting<T>> keys) =>
        [.. keys.Select(static key => key.Name)];

    // By a function: the keys of what lies within stand further down.
    private static Setting<TOuter> Within<TOuter, TInner>(
        string name, Func<IReadOnlyList<Setting<TInner>>> keys, Func<TOuter, TInner, TOuter> change)
        where TInner : new() =>
        new(name, (reader, outer) => reader.Section(name, Names(keys())) is { } section
            ? change(outer, Settings.ApplyAll(keys(), section, new TInner()))
            : outer);
}
