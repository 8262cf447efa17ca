using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Router.Tests.Cli;

/// <summary>Runs the command line as a user does: as a process, with a folder of its own for running labs.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public Cli() => Folder = Directory.CreateTempSubdirectory("router-cli-").FullName;

    public string Folder { get; }

    /// <summary>Exit code, standard output and standard error.</summary>
    public (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"router {string.Join(' ', arguments)} has no end; it said "
                + $"{output.Result}{error.Result}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    public Process Start(params string[] arguments) => Start(static _ => { }, arguments);

    /// <summary>As above, with something about the process changed.</summary>
    public Process Start(Action<ProcessStartInfo> change, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(TestContext.CurrentContext.TestDirectory, "router"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["ROUTER_LAB_DIR"] = Path.Combine(Folder, "labs");
        change(start);
        return Process.Start(start)!;
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
