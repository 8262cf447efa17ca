namespace Router.Lab.Qemu.Machines;

/// <summary>A virtio NIC of a machine, plugged into a TAP of the namespace that QEMU runs in.</summary>
/// <param name="Tap">The TAP; it exists.</param>
/// <param name="Mac">The card's address, as 52:54:00:…</param>
public sealed record TapCard(string Tap, string Mac);
