using System;
using System.IO;
using NUnit.Framework;
using Router.Images.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// The Linux board's firmware as the only file of a root file system: no libc, no OpenSSL, no ICU, no /proc, no /dev.
/// </summary>
[TestFixture]
public sealed class EmptyChrootTests
{
    private const string Firmware = "router-firmware";
    private readonly Scratch _root = new();

    [OneTimeSetUp]
    public void Build()
    {
        Run.Try(Checkout.PathOf("eng/build-firmware"), [], TimeSpan.FromMinutes(15)).Must();
        File.Copy(Checkout.PathOf($".build/firmware/linux-x64/{Firmware}"), _root.PathOf(Firmware));
    }

    [OneTimeTearDown]
    public void TearDown() => _root.Dispose();

    [Test]
    public void It_says_its_version() => Assert.That(Chroot("--version").Must().Output, Does.Match(@"\d+\.\d+\.\d+"));

    [Test]
    public void It_checks_a_good_file()
    {
        RouterBoard.WriteFiles(_root, Cluster.Node01, "auto", pod: true, "/node02.sock");
        Chroot("run", "--check", "/run.yaml").Must();
    }

    [Test]
    public void It_refuses_a_bad_file_by_name_and_line()
    {
        _root.Write("bad.yaml", "node: node02\nports: seven\n");
        ProcessResult check = Chroot("run", "--check", "/bad.yaml");
        Assert.Multiple(() =>
        {
            Assert.That(check.ExitCode, Is.Not.Zero);
            Assert.That(check.Both, Does.Contain("bad.yaml:2:"));
        });
    }

    [Test]
    public void It_runs_a_session_with_bird()
    {
        using Cleanup made = new();
        NetNamespace birdPlace = made.Own(new NetNamespace("bird"));
        NetNamespace boardPlace = made.Own(new NetNamespace("board"));
        Veth.Connect(birdPlace, "eth0", boardPlace, "fw0");
        birdPlace.Ip("addr", "add", Cluster.Node01 + "/24", "dev", "eth0");
        BirdDaemon bird = made.Own(new BirdDaemon(birdPlace, "bird", BirdConfig.For(
            "bird", Cluster.Node01, Cluster.Node02, Cluster.Block01, 100)));
        RouterBoard.WriteFiles(_root, Cluster.Node01, "classic", pod: false, "/node02.sock");
        Daemon board = made.Own(boardPlace.Start("chroot", _root.Folder, "/" + Firmware, "run", "/run.yaml"));
        Eventually.Holds(
            "BIRD holds the block of the board in the chroot",
            () => bird.HasRoute(Cluster.Block02, Cluster.Node02),
            TimeSpan.FromSeconds(90),
            () => bird.Log + board.Log);
    }

    private ProcessResult Chroot(params string[] arguments) =>
        Run.Try("chroot", [_root.Folder, "/" + Firmware, .. arguments]);
}
