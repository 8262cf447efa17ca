using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Bench.Common;
using Router.Hal.Linux;

namespace Router.Tests.Bench;

/// <summary>What all benchmarks stand on.</summary>
public sealed class CommonTests
{
    [Test]
    public void Quantiles_lie_between_neighbours_in_proportion()
    {
        var eleven = Quantiles.Of(Enumerable.Range(0, 11).Select(i => (double)i).Reverse());
        Assert.That(eleven, Is.EqualTo(new Quantiles(11, 1, 5, 9)));
        Assert.That(Quantiles.Of([1, 2]).Median, Is.EqualTo(1.5));
        Assert.That(Quantiles.Of([7]), Is.EqualTo(new Quantiles(1, 7, 7, 7)));
        Assert.That(Quantiles.Of([]), Is.EqualTo(new Quantiles(0, 0, 0, 0)));
    }

    [Test]
    public void Tables_stand_in_columns()
    {
        var table = new TextTable("name", "Mlps");
        table.Add("slice", "12.5");
        table.Add("x", "300.0");
        table.Add("y");
        var output = new StringWriter();
        table.Print(output);
        Assert.That(output.ToString().Split('\n'), Is.EqualTo(
            ["name    Mlps", "-----  -----", "slice   12.5", "x      300.0", "y", ""]));
    }

    [Test]
    public void A_pinned_thread_runs_on_its_core_alone()
    {
        int core = BenchCores.Pick().Measured;
        int[] allowed = [];
        var thread = new Thread(() =>
        {
            ThreadScheduling.Pin(core);
            allowed = [.. ThreadScheduling.AllowedCores()];
        });
        thread.Start();
        thread.Join();
        Assert.That(allowed, Is.EqualTo([core]));
        Assert.That(ThreadScheduling.AllowedCores(), Does.Contain(core), "this thread is as it was");
    }

    /// <summary>Waiting costs no processor time, work does.</summary>
    [Test]
    public void Processor_time_counts_work_not_waiting()
    {
        long before = ThreadScheduling.CpuTime;
        Thread.Sleep(50);
        long waited = ThreadScheduling.CpuTime - before;
        while (ThreadScheduling.CpuTime - before - waited < 5_000_000)
        {
            Thread.SpinWait(100);
        }

        Assert.That(waited, Is.LessThan(20_000_000));
    }

    [Test]
    public void A_failing_contestant_ends_the_run_with_what_it_said()
    {
        var runner = new ProcessRunner(_ => { });
        Assert.That(
            () => runner.Run(new Contestant("rival", "/bin/sh", ["-c", "echo no memory >&2; exit 3"]), default),
            Throws.TypeOf<BenchException>().With.Message.EqualTo("rival ended with exit code 3: no memory"));
        Assert.That(
            () => runner.Run(new Contestant("rival", "/nowhere/rival", []), default),
            Throws.TypeOf<BenchException>().With.Message.StartsWith("rival cannot be started"));
    }

    [Test]
    public void A_cancelled_contestant_is_ended()
    {
        using var source = new CancellationTokenSource(200);
        var runner = new ProcessRunner(_ => { });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(
            () => runner.Run(new Contestant("slow", "/bin/sleep", ["60"]), source.Token),
            Throws.InstanceOf<System.OperationCanceledException>());
        Assert.That(clock.Elapsed.TotalSeconds, Is.LessThan(30));
    }

    [Test]
    public void The_machine_is_described()
    {
        Machine machine = MachineReader.Read(BenchCores.Pick().Measured);
        var output = new StringWriter();
        machine.Print(output);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Kernel, Does.StartWith("Linux "));
            Assert.That(machine.MemoryMiB, Is.Positive);
            Assert.That(machine.Native, Is.False, "tests run under the JIT");
            Assert.That(output.ToString(), Does.Contain(machine.Cpu).And.Contain(machine.Runtime));
        });
    }
}
