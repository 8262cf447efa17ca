using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Router.Tests.Bench;

/// <summary><c>router bench guest</c> as far as it goes without a guest; the rest is in tests/interop.</summary>
public sealed class GuestCommandTests
{
    private readonly Cli.Cli _cli = new();

    [OneTimeTearDown]
    public void End() => _cli.Dispose();

    [TestCase("--size", "63", "--size expects a number from 64 to 1480, not 63")]
    [TestCase("--size", "1481", "--size expects a number from 64 to 1480, not 1481")]
    [TestCase("--rounds", "0", "--rounds expects a number from 1 to 1000, not 0")]
    [TestCase("--clock", "moon", "moon")]
    [TestCase("--contestants", "nobody", "nobody")]
    public void A_wrong_option_is_refused(string option, string value, string expected)
    {
        (int code, _, string error) = _cli.Run("bench", "guest", option, value);
        Assert.That(code, Is.Not.Zero);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public void Help_does_not_show_what_runs_in_the_guest() =>
        Assert.That(_cli.Run("bench", "--help").Output, Does.Contain("guest").And.Not.Contain("guest-worker"));

    [Test]
    public void Missing_qemu_is_named_with_the_package_that_has_it()
    {
        // /usr/sbin and /sbin are looked into besides; Debian has QEMU in /usr/bin.
        using Process process = _cli.Start(
            start => start.Environment["PATH"] = _cli.Folder, "bench", "guest", "--rounds", "1");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(1));
            Assert.That(error, Is.EqualTo(
                "router bench: qemu-system-x86_64 is missing: apt-get install qemu-system-x86\n"));
            Assert.That(output.Result, Is.Empty);
        });
    }
}
