using System;
using System.Collections.Generic;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>
/// Another process. Its end is a descriptor's readiness (pidfd), not SIGCHLD: where the runtime handles that signal, as
/// first process it reaps every child itself, and the exit code is lost.
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoHang = 1;
    private const int All = -1;

    // pidfd_open(2) has one number on all architectures, and before glibc 2.36 no name.
    private const int OpenProcess = 434;

    // POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSID.
    private const short SetSignalDefaults = 0x04;
    private const short SetSession = 0x80;

    // Larger than glibc's of any architecture.
    private const int ActionsSize = 256;
    private const int AttributesSize = 512;
    private const int SignalSetSize = 128;

    private readonly int _process;

    private ChildProcess(int process)
    {
        _process = process;
        Descriptor = (int)Libc.syscall(OpenProcess, process, 0, 0);
    }

    /// <summary>Polls readable once it has ended.</summary>
    public int Descriptor { get; }

    /// <summary>Starts a program in a session of its own.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">The first is its own name.</param>
    /// <param name="environment">As <c>NAME=value</c>; there is nothing else.</param>
    /// <param name="terminal">Becomes its terminal, input and outputs; null: those of the caller.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ChildProcess Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string? terminal)
    {
        byte* actions = stackalloc byte[ActionsSize];
        byte* attributes = stackalloc byte[AttributesSize];
        byte* signals = stackalloc byte[SignalSetSize];

        // What the runtime ignores, SIGPIPE for one, would stay ignored.
        new Span<byte>(signals, SignalSetSize).Fill(0xff);
        _ = Libc.posix_spawn_file_actions_init(actions);
        _ = Libc.posix_spawnattr_init(attributes);
        _ = Libc.posix_spawnattr_setsigdefault(attributes, signals);
        _ = Libc.posix_spawnattr_setflags(attributes, SetSignalDefaults | SetSession);
        using NativeList words = new(arguments);
        using NativeList settings = new(environment);
        fixed (byte* file = NativeText.Of(program), tty = NativeText.Of(terminal ?? string.Empty))
        {
            if (terminal is not null)
            {
                // The first terminal that the leader of a session opens becomes the session's.
                _ = Libc.posix_spawn_file_actions_addopen(actions, 0, tty, ReadWrite, 0);
                _ = Libc.posix_spawn_file_actions_adddup2(actions, 0, 1);
                _ = Libc.posix_spawn_file_actions_adddup2(actions, 0, 2);
            }

            int process;
            int error = Libc.posix_spawn(&process, file, actions, attributes, words.Start, settings.Start);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
            return error == 0 ? new ChildProcess(process) : throw new IOException($"{program}: {Errno.Text(error)}");
        }
    }

    /// <summary>To every process but the caller.</summary>
    public static void SignalAll(int signal) => _ = Libc.kill(All, signal);

    /// <summary>
    /// For the first process, which inherits whoever outlived its parent: takes those that have ended. Whoever is
    /// looked after must have been asked by <see cref="TryReap"/> before.
    /// </summary>
    public static void ReapOrphans()
    {
        int status;
        while (Libc.waitpid(All, &status, NoHang) > 0)
        {
        }
    }

    /// <summary>False while it runs.</summary>
    public bool TryReap(out ProcessEnd end)
    {
        int status = 0;
        bool ended = Libc.waitpid(_process, &status, NoHang) == _process;
        end = new ProcessEnd(status);
        return ended;
    }

    public void Signal(int signal) => _ = Libc.kill(_process, signal);

    public void Dispose() => _ = Libc.close(Descriptor);
}
