using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>A program beside the benchmark; ended on dispose, its output kept for messages.</summary>
internal sealed class BackgroundProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    public BackgroundProgram(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new BenchException($"{program} cannot be started: {e.Message}", e);
        }

        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // The network goes next: there is nobody to say goodbye to.
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
