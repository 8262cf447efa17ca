using System.Runtime.InteropServices;
using System.Text;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Bpf;

/// <summary>bpf(2): each command and the start of its attributes. The C library has no name for this call.</summary>
internal static unsafe class BpfCalls
{
    internal const uint XskMap = 17;           // BPF_MAP_TYPE_XSKMAP
    internal const uint XdpProgram = 6;        // BPF_PROG_TYPE_XDP
    internal const uint XdpAttachment = 37;    // BPF_XDP

    private const int CreateMap = 0;
    private const int UpdateElement = 2;
    private const int DeleteElement = 3;
    private const int LoadProgram = 5;
    private const int CreateLink = 28;
    private const int LogSize = 64 * 1024;

    // Architectures that came after 2011 share one table of system calls; x86 has its own.
    private static int SystemCall => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.X86 => 357,
        Architecture.Arm => 386,
        _ => 280,
    };

    /// <summary>A map with keys and values of four octets; -1 with the error otherwise.</summary>
    internal static int NewMap(uint type, uint entries)
    {
        var attributes = new MapAttributes { Type = type, KeySize = 4, ValueSize = 4, Entries = entries };
        return Call(CreateMap, &attributes, sizeof(MapAttributes));
    }

    internal static bool TrySet(int map, uint key, uint value)
    {
        var attributes = new ElementAttributes { Map = (uint)map, Key = (ulong)&key, Value = (ulong)&value };
        return Call(UpdateElement, &attributes, sizeof(ElementAttributes)) == 0;
    }

    internal static void Delete(int map, uint key)
    {
        var attributes = new ElementAttributes { Map = (uint)map, Key = (ulong)&key };
        _ = Call(DeleteElement, &attributes, sizeof(ElementAttributes));
    }

    /// <summary>Loads a program; -1 with the error and what the verifier said of it otherwise.</summary>
    internal static int NewProgram(uint type, uint attachment, ulong[] code, string name, out string complaint)
    {
        complaint = "";
        int descriptor = Load(type, attachment, code, name, default);
        if (descriptor < 0 && Errno.Last is Errno.Eacces or Errno.Einval)
        {
            // Only now: a log that is written costs memory and time.
            var log = new byte[LogSize];
            descriptor = Load(type, attachment, code, name, log);
            int error = Errno.Last;
            complaint = Encoding.ASCII.GetString(log).TrimEnd('\0', '\n');
            Marshal.SetLastPInvokeError(error);
        }

        return descriptor;
    }

    /// <summary>
    /// Attaches a program to an interface until the descriptor is closed; -1 with the error otherwise.
    /// </summary>
    internal static int NewLink(int program, int index, uint attachment, uint flags)
    {
        var attributes = new LinkAttributes
        {
            Program = (uint)program,
            Target = (uint)index,
            Attachment = attachment,
            Flags = flags,
        };
        return Call(CreateLink, &attributes, sizeof(LinkAttributes));
    }

    private static int Load(uint type, uint attachment, ulong[] code, string name, Octets log)
    {
        fixed (ulong* start = code)
        fixed (byte* text = log)
        fixed (byte* license = "MIT\0"u8)
        {
            var attributes = new ProgramAttributes
            {
                Type = type,
                Count = (uint)code.Length,
                Code = (ulong)start,
                License = (ulong)license,
                LogLevel = log.IsEmpty ? 0u : 1u,
                LogSize = (uint)log.Length,
                Log = (ulong)text,
                ExpectedAttachment = attachment,
            };
            Encoding.ASCII.GetBytes(name, new Octets(attributes.Name, 15));
            return Call(LoadProgram, &attributes, sizeof(ProgramAttributes));
        }
    }

    private static int Call(int command, void* attributes, int size)
    {
        int result;
        do
        {
            result = (int)Libc.syscall(SystemCall, command, (nint)attributes, size);
        }
        while (result < 0 && Errno.Last is Errno.Eintr or Errno.Eagain);

        return result;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MapAttributes
    {
        internal uint Type;
        internal uint KeySize;
        internal uint ValueSize;
        internal uint Entries;
        internal uint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ElementAttributes
    {
        internal uint Map;
        internal uint Padding;
        internal ulong Key;
        internal ulong Value;
        internal ulong Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramAttributes
    {
        internal uint Type;
        internal uint Count;
        internal ulong Code;
        internal ulong License;
        internal uint LogLevel;
        internal uint LogSize;
        internal ulong Log;
        internal uint KernelVersion;
        internal uint Flags;
        internal fixed byte Name[16];
        internal uint Interface;
        internal uint ExpectedAttachment;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct LinkAttributes
    {
        internal uint Program;
        internal uint Target;
        internal uint Attachment;
        internal uint Flags;
    }
}
