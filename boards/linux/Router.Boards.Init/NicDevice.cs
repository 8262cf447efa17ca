using System.Collections.Generic;

namespace Router.Boards.Init;

/// <summary>A network interface that has hardware behind it, as /sys tells of it.</summary>
/// <param name="Name">What the kernel calls it now.</param>
/// <param name="Drivers">The driver's name, and its module's where that is another.</param>
/// <param name="Path">The device's in /sys/devices, as <c>pci0000:00/0000:00:03.0/virtio0</c>.</param>
public sealed record NicDevice(string Name, IReadOnlyList<string> Drivers, string Path);
