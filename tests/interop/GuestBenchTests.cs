using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Images.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// <c>router bench guest</c>: IPIP in a QEMU guest. What the board lets out and what the guest kernel's own tunl0 lets
/// out is held against one and the same expectation, so the kernel says whether that is right.
/// </summary>
[NonParallelizable]
[TestFixture]
public sealed class GuestBenchTests
{
    private static readonly string[] s_contestants = ["kernel tunl0", "board packet", "board xdp", "cable"];

    [OneTimeSetUp]
    public void Build() => Run.Try(Checkout.PathOf("eng/build-guest"), [], TimeSpan.FromMinutes(15)).Must();

    [Test]
    public void Board_and_kernel_make_the_same_of_every_frame_and_lose_none()
    {
        ProcessResult result = Run.Try(
            RouterBoard.Program, ["bench", "guest", "--rounds", "1", "--seconds", "0.02", "--json"],
            TimeSpan.FromMinutes(5)).Must();
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement report = document.RootElement;
        JsonElement[] cases = [.. report.GetProperty("cases").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(
                cases.Select(one => (one.GetProperty("way").GetString(), one.GetProperty("size").GetInt32())),
                Is.EquivalentTo(((string?, int)[])
                    [("Encapsulate", 64), ("Decapsulate", 64), ("Encapsulate", 1400), ("Decapsulate", 1400)]));
            foreach (JsonElement one in cases)
            {
                JsonElement[] lines = [.. one.GetProperty("contestants").EnumerateArray()];
                Assert.That(lines.Select(line => line.GetProperty("name").GetString()), Is.EqualTo(s_contestants));
                foreach (JsonElement line in lines)
                {
                    Assert.That(line.GetProperty("sent").GetInt64(), Is.Positive, $"{line}");
                    Assert.That(line.GetProperty("lost").GetInt64(), Is.Zero, $"{line}");
                    Assert.That(line.GetProperty("wrong").GetInt64(), Is.Zero, $"{line}");
                }
            }

            Assert.That(result.Error.TrimEnd(), Does.EndWith(" frames sent, 0 lost, 0 wrong"));
        });
    }

    [Test]
    public void Interrupted_it_leaves_no_machine_and_no_file_behind()
    {
        using Scratch scratch = new();
        // A shell starts what it puts aside with interrupts ignored, and that is inherited.
        using Daemon bench = new(
            "env", ["--default-signal=INT", $"TMPDIR={scratch.Folder}", RouterBoard.Program, "bench", "guest"]);
        int qemu = 0;
        Eventually.Holds(
            "the command runs QEMU", () => (qemu = Child(bench.Pid)) != 0 || bench.HasExited, TimeSpan.FromSeconds(60),
            () => bench.Log);
        bench.Signal(2);
        int code = bench.WaitForExit(TimeSpan.FromSeconds(30));
        Assert.Multiple(() =>
        {
            // As shells count it: 128 and SIGINT.
            Assert.That(code, Is.EqualTo(130), bench.Log);
            Assert.That(bench.Log, Does.EndWith("router bench: interrupted\n"));
            Assert.That(qemu, Is.Positive);
            Assert.That(Directory.Exists($"/proc/{qemu}"), Is.False, "QEMU still runs");
            Assert.That(Directory.GetFileSystemEntries(scratch.Folder, "*", SearchOption.AllDirectories), Is.Empty);
        });
    }

    // The machine that a process started (QEMU is also asked for its version); 0: none yet.
    private static int Child(int parent) => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        .Where(folder => Parent(Read(folder, "stat")) == $"{parent}"
            && Read(folder, "cmdline").Contains("\0-initrd\0", StringComparison.Ordinal))
        .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    // proc(5): PID (COMMAND) STATE PARENT …
    private static string Parent(string status) =>
        status[(status.LastIndexOf(')') + 1)..].Split(' ').ElementAtOrDefault(2) ?? string.Empty;

    private static string Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return string.Empty;
        }
    }
}
