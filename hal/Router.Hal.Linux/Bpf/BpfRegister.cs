namespace Router.Hal.Linux.Bpf;

/// <summary>
/// The registers of BPF by what the calling convention makes of them (RFC 9669 §2.2): a call takes its arguments in
/// R1 to R5, answers in R0 and keeps R6 to R9.
/// </summary>
internal enum BpfRegister : byte
{
    Result = 0,
    Argument1 = 1,
    Argument2 = 2,
    Argument3 = 3,
    Argument4 = 4,
    Argument5 = 5,
    Kept1 = 6,
    Kept2 = 7,
    Kept3 = 8,
    Kept4 = 9,
}
