using System;
using System.IO;
using NUnit.Framework;
using Router.Bench.Paths;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>A small run of <c>bench path</c>, and whether it would notice.</summary>
public sealed class PathBenchTests
{
    private const int Frames = 3_000;
    private const int Flows = 1_000;
    private const int SlotSize = 256;

    [Test]
    public void Every_frame_comes_out_right([Values] PathKind kind, [Values(1, 8, PathOptions.MostBurst)] int burst)
    {
        var scenario = new PathScenario(kind, Frames, Flows, seed: 5);
        using var board = new BoardPath(scenario, SlotSize, burst);
        for (int pass = 0; pass < 2; pass++)
        {
            board.Restore();
            Assert.That(board.Pass(), Is.EqualTo(Frames));
        }

        board.Restore();
        PathOutput output = board.PassAndKeep();
        Assert.That(PathCheck.CountWrong(scenario, output, out string? first), Is.Zero, first);
        CoreCounters counters = board.Counters;
        Assert.Multiple(() =>
        {
            Assert.That(counters.Forwarded, Is.EqualTo(3 * Frames));
            Assert.That(counters.Received, Is.EqualTo(3 * Frames));
            Assert.That(counters.Encapsulated, Is.EqualTo(kind == PathKind.Encapsulate ? 3 * Frames : 0));
            Assert.That(counters.Decapsulated, Is.EqualTo(kind == PathKind.Decapsulate ? 3 * Frames : 0));
        });
    }

    [Test]
    public void One_octet_wrong_is_noticed_wherever_it_is([Values] PathKind kind)
    {
        var scenario = new PathScenario(kind, 64, 64, seed: 6);
        using var board = new BoardPath(scenario, SlotSize);
        board.Restore();
        PathOutput output = board.PassAndKeep();
        int length = output.LengthOf(17);
        for (int i = 0; i < length; i++)
        {
            output.OctetsOf(17)[i] ^= 0x40;
            Assert.That(PathCheck.CountWrong(scenario, output, out string? first), Is.EqualTo(1), $"octet {i}");
            Assert.That(first, Does.StartWith("frame 17: "));
            output.OctetsOf(17)[i] ^= 0x40;
        }

        Assert.That(PathCheck.CountWrong(scenario, output, out _), Is.Zero);
    }

    [Test]
    public void A_frame_missing_elsewhere_twice_or_cut_is_noticed()
    {
        var scenario = new PathScenario(PathKind.Forward, 64, 64, seed: 6);
        using var board = new BoardPath(scenario, SlotSize);
        board.Restore();
        PathOutput output = board.PassAndKeep();
        var spoilt = new PathOutput(64);
        for (int i = 0; i < 64; i++)
        {
            if (i != 3)
            {
                spoilt.Keep(i, i == 5 ? 77 : output.PortOf(i), output.OctetsOf(i)[..(i == 7 ? 63 : 64)]);
            }
        }

        spoilt.Keep(9, output.PortOf(9), output.OctetsOf(9));
        Assert.That(PathCheck.CountWrong(scenario, spoilt, out _), Is.EqualTo(4));
    }

    // RFC 2003 §3.1 and RFC 1812 §5.3.1 by hand: what the bench expects is not what the board says, but the standards.
    [Test]
    public void What_is_expected_of_an_encapsulated_frame_is_what_the_standards_say()
    {
        var scenario = new PathScenario(PathKind.Encapsulate, 16, 16, seed: 1);
        byte[] before = scenario.MakeFrames();
        byte[] after = new byte[PathScenario.FrameSize + Ipip.Overhead];
        for (int i = 0; i < 16; i++)
        {
            ReadOnlySpan<byte> original = before.AsSpan(i * PathScenario.FrameSize, PathScenario.FrameSize);
            int length = scenario.Expect(i, after, out int port);
            Assert.That(length, Is.EqualTo(84));
            Assert.That(port, Is.Zero);
            Assert.That(after[14], Is.EqualTo(0x45));
            Assert.That(after[14 + 9], Is.EqualTo(4), "IP in IP");
            Assert.That((after[14 + 2] << 8) + after[14 + 3], Is.EqualTo(70));
            Assert.That(after.AsSpan(14 + 12, 4).ToArray(), Is.EqualTo(new byte[] { 10, 1, 0, 1 }));
            Assert.That(after[14 + 8], Is.EqualTo(63));
            Assert.That(after[34 + 8], Is.EqualTo(original[14 + 8] - 1));
            Assert.That(Sum(after.AsSpan(14, 20)), Is.EqualTo(0xffff));
            Assert.That(Sum(after.AsSpan(34, 20)), Is.EqualTo(0xffff));
            Assert.That(after.AsSpan(34 + 12).ToArray(), Is.EqualTo(original[(14 + 12)..].ToArray()));
        }
    }

    [Test]
    public void An_output_survives_its_file()
    {
        var output = new PathOutput(3);
        output.Keep(0, 7, [1, 2, 3]);
        output.Keep(2, 0, new byte[84]);
        string file = Path.GetTempFileName();
        try
        {
            output.Write(file);
            PathOutput read = PathOutput.Read(file, 3);
            Assert.That(read.PortOf(0), Is.EqualTo(7));
            Assert.That(read.OctetsOf(0).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(read.PortOf(1), Is.EqualTo(PathOutput.Dropped));
            Assert.That(read.LengthOf(2), Is.EqualTo(84));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // RFC 1071 §1, word by word.
    private static int Sum(ReadOnlySpan<byte> header)
    {
        int sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += (header[i] << 8) + header[i + 1];
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return sum;
    }
}
