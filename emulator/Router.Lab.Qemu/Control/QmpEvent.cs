using System.Text.Json;

namespace Router.Lab.Qemu.Control;

/// <summary>Something that happened in a machine, such as <c>RESET</c>, <c>STOP</c> or <c>DEVICE_DELETED</c>.</summary>
/// <param name="Name">QEMU's name for it.</param>
/// <param name="Data">More about it; an undefined element where QEMU says no more.</param>
public readonly record struct QmpEvent(string Name, JsonElement Data);
