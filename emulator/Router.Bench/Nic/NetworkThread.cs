using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;
using Router.Bench.Common;
using Router.Hal.Linux;
using Router.Lab.Qemu.Host;

namespace Router.Bench.Nic;

/// <summary>
/// A thread on one core with a network namespace of its own, which ends with it whatever becomes of this process. What
/// is started from it lives in the same namespace and on the same core.
/// </summary>
internal sealed class NetworkThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NetworkThread(int core)
    {
        _thread = new Thread(() =>
        {
            foreach (Action action in _work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
        };
        _thread.Start();
        Id = Run(() =>
        {
            ThreadScheduling.Pin(core);
            NetworkNamespace.EnterNew();

            // PROCESS/task/THREAD.
            return Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget ?? string.Empty);
        });
    }

    /// <summary>The kernel's number of the thread, which stands for its namespace.</summary>
    public string Id { get; }

    public T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>Runs a shell script that must succeed.</summary>
    public void Shell(string script) => Run(() =>
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", script])
        {
            RedirectStandardError = true,
        })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new BenchException($"a network cannot be made: {error.Trim()}");
        }
    });

    /// <summary>Starts a program that runs until it is told to end.</summary>
    public BackgroundProgram Start(string program, params string[] arguments) =>
        Run(() => new BackgroundProgram(program, arguments, Programs.NoLateTiers));

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }
}
