using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Router.Tests.Interop.Support;

/// <summary>Runs a command to its end. Time limits are generous: they end a hang, they do not measure.</summary>
internal static class Run
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a program and returns what it printed, whatever its exit code.</summary>
    public static ProcessResult Try(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        string command = program + " " + string.Join(' ', start.ArgumentList);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException(command);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit ?? Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command}: no end within {limit ?? Patience}");
        }

        return new ProcessResult(command, process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a program that must succeed and returns its standard output.</summary>
    public static string Must(string program, params string[] arguments) => Try(program, arguments).Must().Output;
}
