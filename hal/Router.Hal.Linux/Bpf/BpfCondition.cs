namespace Router.Hal.Linux.Bpf;

/// <summary>
/// Unsigned comparisons of a conditional jump: the code in the upper half of its opcode (RFC 9669 §4.3).
/// </summary>
internal enum BpfCondition : byte
{
    Equal = 0x10,
    Above = 0x20,
    AboveOrEqual = 0x30,
    AnyBitSet = 0x40,
    NotEqual = 0x50,
    Below = 0xa0,
    BelowOrEqual = 0xb0,
}
