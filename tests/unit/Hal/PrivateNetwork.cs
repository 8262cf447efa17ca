using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using NUnit.Framework;
using Router.Hal.Linux;

namespace Router.Tests.Hal;

/// <summary>
/// Runs test bodies on a thread that has a network namespace of its own, so that nothing of the host is touched.
/// </summary>
internal static class PrivateNetwork
{
    internal static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                NetworkNamespace.EnterNew();
                body();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Runs `ip` with arguments in this thread's namespace.</summary>
    internal static void Ip(string arguments) => Execute("ip", arguments);

    internal static string Execute(string program, string arguments)
    {
        using Process process = Start(program, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {arguments}: {error}");
        return output;
    }

    /// <summary>A child process inherits the namespace of the thread that starts it.</summary>
    internal static Process Start(string program, string arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
