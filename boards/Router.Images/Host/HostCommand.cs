using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Router.Images.Host;

/// <summary>Runs a command of this machine to its end.</summary>
public static class HostCommand
{
    /// <summary>What it printed on standard output; it must succeed.</summary>
    /// <exception cref="HostException">It did not; the message says what it printed.</exception>
    public static string Must(string program, IEnumerable<string> arguments, CancellationToken cancelled = default) =>
        Encoding.UTF8.GetString(Octets(program, arguments, cancelled));

    /// <summary>As <see cref="Must"/>, where what is printed is no text.</summary>
    public static byte[] Octets(string program, IEnumerable<string> arguments, CancellationToken cancelled = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new HostException($"{program} cannot be started: {e.Message}", e);
        }

        using CancellationTokenRegistration ending = cancelled.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        cancelled.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new HostException(
                $"{program} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}: "
                + error.Result.Trim());
    }
}
