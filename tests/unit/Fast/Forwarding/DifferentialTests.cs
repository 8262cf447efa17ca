using CsCheck;
using NUnit.Framework;

namespace Router.Tests.Fast.Forwarding;

/// <summary>
/// Whatever arrives and whatever changes, a board with the fast path sends, says and counts what a board without it
/// does, octet for octet and in the same order.
/// </summary>
public sealed class DifferentialTests
{
    private const int Kinds = 22;

    [Test]
    public void Any_history_ends_alike() =>
        Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 29], Gen.UInt).Array[1, 60].Sample(Play, iter: 150, threads: 1);

    [Test]
    public void A_long_history_takes_the_fast_way_often()
    {
        using var boards = new TwinBoards();
        var random = new Router.Wire.RandomStream(20, "history");
        for (int i = 0; i < 4000; i++)
        {
            boards.Play((int)random.NextBelow(Kinds), (int)random.NextBelow(30), random.NextUInt32());
        }

        boards.Finish();
        TestContext.Out.WriteLine($"{boards.FastShare:P1} of the frames went the fast way");
        Assert.That(boards.FastShare, Is.GreaterThan(0.15));
    }

    private static void Play((int What, int Choice, uint Seed)[] history)
    {
        using var boards = new TwinBoards();
        foreach ((int what, int choice, uint seed) in history)
        {
            boards.Play(what, choice, seed);
        }

        boards.Finish();
    }
}
