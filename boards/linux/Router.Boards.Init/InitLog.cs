using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Router.Hal.Linux;

namespace Router.Boards.Init;

/// <summary>
/// What the first process says, on the kernel's console: with the time since the machine was switched on. Not by
/// <see cref="Console"/>, which looks after its terminal and, for that, reaps every child of a first process.
/// </summary>
internal sealed class InitLog
{
    private const int StandardError = 2;

    private readonly byte[] _line = new byte[4096];
    private readonly List<SafeFileHandle> _screens = [];

    /// <summary>Writes to these terminals too, those that there are.</summary>
    public void ShowOn(IEnumerable<string> terminals)
    {
        foreach (string path in terminals)
        {
            try
            {
                _screens.Add(File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Write(e.Message);
            }
        }
    }

    public void Write(string text)
    {
        // A machine without a console boots all the same.
        string line = $"[{Environment.TickCount64 / 1000.0,8:F3}] init: {text}\n";
        int length = Encoding.UTF8.GetBytes(line.AsSpan(0, Math.Min(line.Length, _line.Length / 3)), _line);
        _ = DescriptorIo.Write(StandardError, _line.AsSpan(0, length), out _);
        foreach (SafeFileHandle screen in _screens)
        {
            _ = DescriptorIo.Write((int)screen.DangerousGetHandle(), _line.AsSpan(0, length), out _);
        }
    }
}
