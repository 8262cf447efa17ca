using System;
using System.IO;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>`router update` of a board in QEMU that starts from its own disk by GRUB.</summary>
[Category("Long")]
public sealed class UpdateTests
{
    private readonly Scratch _scratch = new();
    private string _folder = null!;
    private string _token = null!;
    private string _first = null!;
    private string _second = null!;
    private string _bad = null!;

    [OneTimeSetUp]
    public void MakeImages()
    {
        _folder = BuiltImages.CopyExample(UpdatableBoard.Board, _scratch.PathOf("node"));
        _token = Path.Combine(_folder, "keys/management.token");
        _first = Build("1.0");
        _second = Build("2.0");

        // A core that no machine of the test has: the node ends as soon as it starts.
        string run = Path.Combine(_folder, "node.yaml");
        File.AppendAllText(run, "workers: 1\ncores: [31]\n");
        _bad = Build("bad");
    }

    [OneTimeTearDown]
    public void RemoveImages() => _scratch.Dispose();

    [Test]
    public void A_good_image_is_kept_and_its_slot_boots_from_then_on()
    {
        using UpdatableBoard board = new(_first);
        board.WaitFor("the node is ready");
        ProcessResult result = board.Update(_second, _token);
        Assert.That(result.ExitCode, Is.Zero, result.Both + board.Log);
        Assert.That(result.Output, Does.Contain("2.0 is kept in slot b"));
        board.PullPlug();
        board.PowerOn();
        board.WaitFor("the node is ready");
        Assert.That(board.Log, Does.Contain("slot b, version 2.0"));
    }

    [Test]
    public void A_bad_image_goes_back_by_itself()
    {
        using UpdatableBoard board = new(_first);
        board.WaitFor("the node is ready");
        ProcessResult result = board.Update(_bad, _token);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Both + board.Log);
        Assert.That(result.Error, Does.Contain("the board went back to 1.0 in slot a"));
        board.PullPlug();
        board.PowerOn();
        board.WaitFor("the node is ready");
        Assert.That(board.Log, Does.Contain("slot a, version 1.0"));
    }

    [Test]
    public void The_board_takes_nothing_from_a_stranger_and_nothing_that_was_changed()
    {
        using UpdatableBoard board = new(_first);
        board.WaitFor("the node is ready");
        string other = BuiltImages.CopyExample(UpdatableBoard.Board, _scratch.PathOf("stranger"));
        string foreign = _scratch.PathOf("foreign.img");
        BuiltImages.Build(UpdatableBoard.Board, other, foreign).Must();
        string flipped = _scratch.PathOf("flipped.img");
        Run.Must("cp", "--sparse=always", _second, flipped);
        using (FileStream file = new(flipped, FileMode.Open, FileAccess.ReadWrite))
        {
            // In the middle of slot A's kernel.
            file.Position = 40 << 20;
            int octet = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(octet ^ 1));
        }

        Assert.Multiple(() =>
        {
            AssertRefused(board.Update(_second, Path.Combine(other, "keys/management.token")), "management token");
            AssertRefused(board.Update(foreign, _token), "sign");
            AssertRefused(board.Update(flipped, _token), "not what the manifest says");
        });
        board.PullPlug();
        board.PowerOn();
        board.WaitFor("the node is ready");
        Assert.That(board.Log, Does.Contain("slot a, version 1.0"));
    }

    /// <summary>The plug is pulled at 20 points of an update, counted in progress told and in words of the console.
    /// </summary>
    [Test]
    public void Whenever_the_plug_is_pulled_a_complete_slot_boots([Range(1, 20)] int point)
    {
        using UpdatableBoard board = new(_first);
        board.WaitFor("the node is ready");
        using Daemon update = new(RouterBoard.Program, board.Words(_second, _token));

        // An update takes about 40 s here: 13 s to write and read back, then two starts.
        TimeSpan wait = TimeSpan.FromSeconds(2 * point);
        update.WaitUntilEndOr(wait);
        board.PullPlug();
        board.PowerOn();
        board.WaitFor("the node is ready");
        Assert.That(board.Log, Does.Contain("slot a, version 1.0").Or.Contain("slot b, version 2.0"));
        TestContext.Out.WriteLine(board.Log.Contains("slot b") ? "slot b" : "slot a");
    }

    private static void AssertRefused(ProcessResult result, string reason)
    {
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Both);
        Assert.That(result.Error, Does.Contain(reason));
    }

    private string Build(string name)
    {
        string image = _scratch.PathOf(name + ".img");
        Run.Try(RouterBoard.Program,
            [
                "image", "build", "-q", "--board", UpdatableBoard.Board, "--config", _folder, "--out", image,
                "--name", name,
            ],
            TimeSpan.FromMinutes(20)).Must();
        return image;
    }
}
