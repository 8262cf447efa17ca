using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using NUnit.Framework;
using Router.Images.Host;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Initramfs;
using Router.Lab.Qemu.Machines;

namespace Router.Tests.Machines;

/// <summary>The two ends of the line, the far one being init.sh's own loop in a shell of this machine.</summary>
public sealed class GuestShellTests
{
    private Process _process = null!;
    private GuestShell _shell = null!;

    [SetUp]
    public void Start()
    {
        string script = Encoding.UTF8.GetString(InitramfsWriter.Init);
        string loop = script[script.IndexOf("echo \"@@0 0\"", StringComparison.Ordinal)..];
        _process = Process.Start(new ProcessStartInfo(HostTool.Find("dash", "dash"), ["-c", "exec 2>&1\n" + loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _shell = new GuestShell(
            new Duplex(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream));
        _shell.WaitUntilReady();
    }

    [TearDown]
    public void End()
    {
        _process.Kill();
        _shell.Dispose();
        _process.Dispose();
    }

    [TestCase("echo one; echo two >&2; exit 3", 3, "one\ntwo\n")]
    [TestCase("printf %s unfinished", 0, "unfinished")]
    [TestCase("true", 0, "")]
    [TestCase("cat", 0, "", Description = "nothing waits for input")]
    [TestCase("nonsense-of-a-command 2> /dev/null", 127, "")]
    public void A_command_is_answered_with_its_output_and_its_exit_code(string command, int code, string output) =>
        Assert.That(_shell.Run(command), Is.EqualTo(new GuestResult(command, code, output)));

    [Test]
    public void Answers_belong_to_their_commands()
    {
        for (int i = 1; i < 20; i++)
        {
            Assert.That(_shell.Run($"echo {i}").Must(), Is.EqualTo($"{i}\n"));
        }
    }

    [Test]
    public void What_looks_like_another_commands_end_is_output() =>
        Assert.That(_shell.Run("echo @@99 0").Output, Is.EqualTo("@@99 0\n"));

    [Test]
    public void A_failure_that_must_not_be_names_command_and_output() =>
        Assert.That(
            () => _shell.Run("echo no such thing; exit 2").Must(),
            Throws.TypeOf<LabQemuException>().With.Message.Contains("exit code 2").And.Message.Contains("echo no such")
                .And.Message.Contains("\nno such thing"));

    [Test]
    public void More_than_a_line_is_refused() =>
        Assert.That(() => _shell.Run("true\ntrue"), Throws.ArgumentException);

    [Test]
    public void A_line_that_ends_is_told_with_what_came_last()
    {
        Assert.That(() => _shell.Run("echo last words; kill -9 $PPID"), Throws.InstanceOf<IOException>());
        Assert.That(_shell.Unfinished, Is.EqualTo("last words\n"));
    }

    private sealed class Duplex(Stream from, Stream to) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => from.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override void Flush() => to.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
