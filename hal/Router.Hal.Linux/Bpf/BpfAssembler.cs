using System;
using System.Collections.Generic;

namespace Router.Hal.Linux.Bpf;

/// <summary>
/// Writes BPF instructions (RFC 9669) with labels, as many as the programs here need. What comes out is checked by the
/// kernel's verifier, which refuses a program that could read outside its packet or fail to end.
/// </summary>
internal sealed class BpfAssembler
{
    private const byte Load = 0x61;            // LDX | MEM, a word
    private const byte LoadWide = 0x18;        // LD | IMM | DW: takes two instructions
    private const byte JumpAlways = 0x05;
    private const byte JumpClass = 0x05;
    private const byte Alu = 0x07;             // ALU64
    private const byte FromRegister = 0x08;    // the second operand is a register, not a number
    private const byte CallHelper = 0x85;
    private const byte ExitProgram = 0x95;
    private const byte MapDescriptor = 1;      // BPF_PSEUDO_MAP_FD

    private readonly List<ulong> _code = [];
    private readonly List<int> _labels = [];
    private readonly List<(int At, int Label)> _jumps = [];

    /// <summary>A place not known yet.</summary>
    internal int NewLabel()
    {
        _labels.Add(-1);
        return _labels.Count - 1;
    }

    /// <summary>The label is here.</summary>
    internal void Mark(int label) => _labels[label] = _code.Count;

    internal void Move(BpfRegister to, BpfRegister from) => Emit(Alu | 0xb0 | FromRegister, to, from, 0, 0);

    internal void Move(BpfRegister to, int number) => Emit(Alu | 0xb0, to, 0, 0, number);

    internal void Add(BpfRegister to, BpfRegister from) => Emit(Alu | FromRegister, to, from, 0, 0);

    internal void Add(BpfRegister to, int number) => Emit(Alu, to, 0, 0, number);

    internal void And(BpfRegister to, int number) => Emit(Alu | 0x50, to, 0, 0, number);

    internal void ShiftLeft(BpfRegister to, int bits) => Emit(Alu | 0x60, to, 0, 0, bits);

    /// <summary>Loads 1, 2 or 4 octets in host order, zero-extended.</summary>
    internal void LoadOctets(BpfRegister to, BpfRegister from, int offset, int size)
    {
        byte width = size switch
        {
            4 => 0x00,
            2 => 0x08,
            1 => 0x10,
            _ => throw new ArgumentOutOfRangeException(nameof(size)),
        };
        Emit((byte)(Load | width), to, from, (short)offset, 0);
    }

    /// <summary>The map behind a descriptor, as an argument of a helper.</summary>
    internal void LoadMap(BpfRegister to, int descriptor)
    {
        Emit(LoadWide, to, (BpfRegister)MapDescriptor, 0, descriptor);
        Emit(0, 0, 0, 0, 0);
    }

    internal void Jump(int label)
    {
        _jumps.Add((_code.Count, label));
        Emit(JumpAlways, 0, 0, 0, 0);
    }

    internal void JumpIf(BpfRegister left, BpfCondition condition, int right, int label)
    {
        _jumps.Add((_code.Count, label));
        Emit((byte)(JumpClass | (byte)condition), left, 0, 0, right);
    }

    internal void JumpIf(BpfRegister left, BpfCondition condition, BpfRegister right, int label)
    {
        _jumps.Add((_code.Count, label));
        Emit((byte)(JumpClass | FromRegister | (byte)condition), left, right, 0, 0);
    }

    internal void Call(int helper) => Emit(CallHelper, 0, 0, 0, helper);

    internal void Exit() => Emit(ExitProgram, 0, 0, 0, 0);

    /// <summary>The program with its labels resolved.</summary>
    internal ulong[] Assemble()
    {
        foreach ((int at, int label) in _jumps)
        {
            if (_labels[label] < 0)
            {
                throw new InvalidOperationException($"label {label} is jumped to and nowhere");
            }

            // RFC 9669 §4.3: relative to the instruction after the jump.
            _code[at] |= (ulong)(ushort)checked((short)(_labels[label] - at - 1)) << OffsetShift;
        }

        _jumps.Clear();
        return [.. _code];
    }

    // struct bpf_insn: opcode; destination and source, whose halves follow the byte order; s16 offset; s32 number.
    private static int OffsetShift => BitConverter.IsLittleEndian ? 16 : 32;

    private void Emit(byte code, BpfRegister to, BpfRegister from, short offset, int number) =>
        _code.Add(BitConverter.IsLittleEndian
            ? code | ((ulong)to << 8) | ((ulong)from << 12) | ((ulong)(ushort)offset << 16)
                | ((ulong)(uint)number << 32)
            : ((ulong)code << 56) | ((ulong)to << 52) | ((ulong)from << 48) | ((ulong)(ushort)offset << 32)
                | (uint)number);
}
