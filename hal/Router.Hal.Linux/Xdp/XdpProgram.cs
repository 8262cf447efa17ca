using System.Buffers.Binary;
using System.Collections.Generic;
using Router.Hal.Linux.Bpf;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// The program that runs in the kernel for every received frame, before the kernel makes a packet of it: hands the
/// frame to the socket of its queue, or passes it on to the kernel's own stack.
/// </summary>
internal static class XdpProgram
{
    private const int Pass = 2;                // XDP_PASS
    private const int RedirectMap = 51;        // bpf_redirect_map

    // struct xdp_md: what a program is told.
    private const int DataField = 0;
    private const int DataEndField = 4;
    private const int QueueField = 16;

    private const int EthernetHeader = 14;
    private const int Ipv4Header = 20;
    private const int Ipv4 = 0x0800;
    private const int Tcp = 6;

    private const BpfRegister Context = BpfRegister.Kept1;
    private const BpfRegister Frame = BpfRegister.Kept2;
    private const BpfRegister End = BpfRegister.Kept3;
    private const BpfRegister Protocol = BpfRegister.Kept4;

    /// <summary>Assembles the program for a rule and a map from queue to socket.</summary>
    internal static ulong[] Write(XdpPass pass, int map)
    {
        var code = new BpfAssembler();
        int toKernel = code.NewLabel();
        int toBoard = code.NewLabel();
        code.Move(Context, BpfRegister.Argument1);
        if (!pass.IsEmpty)
        {
            // Before every load stands a comparison with the frame's end, as the verifier wants it.
            code.LoadOctets(Frame, Context, DataField, 4);
            code.LoadOctets(End, Context, DataEndField, 4);
            RequireRoom(code, Frame, EthernetHeader, toBoard);
            code.LoadOctets(Protocol, Frame, 12, 2);
            foreach (ushort type in pass.EtherTypes)
            {
                code.JumpIf(Protocol, BpfCondition.Equal, InFrame(type), toKernel);
            }

            if (pass.TcpPorts.Count > 0)
            {
                PassTcp(code, pass.TcpPorts, toKernel, toBoard);
            }
        }

        code.Mark(toBoard);
        code.LoadOctets(BpfRegister.Argument2, Context, QueueField, 4);
        code.LoadMap(BpfRegister.Argument1, map);

        // The third argument is the verdict for a queue without a socket.
        code.Move(BpfRegister.Argument3, Pass);
        code.Call(RedirectMap);
        code.Exit();
        if (!pass.IsEmpty)
        {
            code.Mark(toKernel);
            code.Move(BpfRegister.Result, Pass);
            code.Exit();
        }

        return code.Assemble();
    }

    // TCP over IPv4 to one of the ports, and no later fragment, in which the port could not be seen.
    private static void PassTcp(BpfAssembler code, IReadOnlyList<ushort> ports, int toKernel, int toBoard)
    {
        const BpfRegister Scratch = BpfRegister.Argument5;
        code.JumpIf(Protocol, BpfCondition.NotEqual, InFrame(Ipv4), toBoard);
        RequireRoom(code, Frame, EthernetHeader + Ipv4Header, toBoard);
        code.LoadOctets(Scratch, Frame, EthernetHeader + 9, 1);
        code.JumpIf(Scratch, BpfCondition.NotEqual, Tcp, toBoard);
        code.LoadOctets(Scratch, Frame, EthernetHeader + 6, 2);
        code.JumpIf(Scratch, BpfCondition.AnyBitSet, InFrame(0x1fff), toBoard);
        code.LoadOctets(Scratch, Frame, EthernetHeader, 1);
        code.And(Scratch, 15);
        code.ShiftLeft(Scratch, 2);
        code.Add(Frame, EthernetHeader);
        code.Add(Frame, Scratch);
        RequireRoom(code, Frame, 4, toBoard);
        code.LoadOctets(Protocol, Frame, 2, 2);
        foreach (ushort port in ports)
        {
            code.JumpIf(Protocol, BpfCondition.Equal, InFrame(port), toKernel);
        }
    }

    private static void RequireRoom(BpfAssembler code, BpfRegister start, int octets, int otherwise)
    {
        code.Move(BpfRegister.Argument4, start);
        code.Add(BpfRegister.Argument4, octets);
        code.JumpIf(BpfRegister.Argument4, BpfCondition.Above, End, otherwise);
    }

    // Two octets of a frame as a load in host order sees them.
    private static int InFrame(int value) =>
        System.BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)value) : value;
}
