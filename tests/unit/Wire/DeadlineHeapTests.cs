using System;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Wire;

public sealed class DeadlineHeapTests
{
    [Test]
    public void Gives_the_earliest_first_and_the_lower_slot_of_equals()
    {
        var random = new RandomStream(2, "heap");
        var heap = new DeadlineHeap();
        long[] model = new long[100];
        Array.Fill(model, long.MaxValue);
        for (int i = 0; i < 5000; i++)
        {
            int slot = (int)random.NextBelow(100);
            model[slot] = random.NextBelow(4) == 0 ? long.MaxValue : random.NextBelow(1000);
            heap.Set(slot, new Instant(model[slot]));
            int least = Array.IndexOf(model, System.Linq.Enumerable.Min(model));
            Assert.That(heap.First.Nanoseconds, Is.EqualTo(model[least]));
            if (!heap.IsEmpty)
            {
                Assert.That(heap.FirstSlot, Is.EqualTo(least));
            }
        }
    }
}
