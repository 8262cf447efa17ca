using System;
using System.Linq;
using NUnit.Framework;
using Router.Core.Fast;

namespace Router.Tests.Fast;

/// <summary>What was unlinked may be used again when every reader has been quiescent since, and not before.</summary>
public sealed class ReaderEpochsTests
{
    [Test]
    public void Without_readers_everything_has_passed()
    {
        using var epochs = new ReaderEpochs();
        Assert.That(epochs.Passed(), Is.GreaterThanOrEqualTo(epochs.Advance()));
    }

    [Test]
    public void The_slowest_reader_decides()
    {
        using var epochs = new ReaderEpochs();
        int one = epochs.Register();
        int other = epochs.Register();
        long tag = epochs.Advance();
        Assert.That(epochs.Passed(), Is.LessThan(tag));
        epochs.Quiesce(one);
        Assert.That(epochs.Passed(), Is.LessThan(tag), "the other still may hold it");
        epochs.Quiesce(other);
        Assert.That(epochs.Passed(), Is.GreaterThanOrEqualTo(tag));
    }

    [Test]
    public void A_sleeping_reader_is_not_waited_for_and_one_that_woke_is()
    {
        using var epochs = new ReaderEpochs();
        int reader = epochs.Register();
        epochs.Offline(reader);
        long tag = epochs.Advance();
        Assert.That(epochs.Passed(), Is.GreaterThanOrEqualTo(tag));
        epochs.Online(reader);
        Assert.That(epochs.Passed(), Is.GreaterThanOrEqualTo(tag), "it woke after the unlinking");
        Assert.That(epochs.Passed(), Is.LessThan(epochs.Advance()));
    }

    [Test]
    public void Places_of_readers_are_used_again()
    {
        using var epochs = new ReaderEpochs();
        int[] all = [.. Enumerable.Range(0, ReaderEpochs.MaxReaders).Select(_ => epochs.Register())];
        Assert.That(all, Is.Unique);
        Assert.Throws<InvalidOperationException>(() => epochs.Register());
        epochs.Unregister(all[17]);
        Assert.That(epochs.Register(), Is.EqualTo(all[17]));
    }
}
