using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class EventQueueTests
{
    private static readonly Gen<EventKey> s_key = Gen.Select(
        Gen.Long[0, 3], Gen.Int[0, 3], Gen.Int[-1, 3], Gen.Int[-2, 3], Gen.Long[0, 50],
        (time, @class, to, from, n) => new EventKey(new Instant(time), (EventClass)@class, to, from, n));

    [Test]
    public void Leaves_in_key_order_whatever_the_order_of_insertion() => s_key.Array[0, 200].Sample(keys =>
    {
        EventKey[] distinct = keys.Distinct().ToArray();
        EventQueue queue = new();
        foreach (EventKey key in distinct)
        {
            queue.Set(queue.AddHandle(), key);
        }

        Assert.That(Drain(queue), Is.EqualTo(distinct.Order().ToArray()));
    });

    [Test]
    public void Entries_move_and_leave_like_in_a_sorted_set() =>
        Gen.Select(Gen.Int[0, 15], s_key, Gen.Int[0, 3]).Array[0, 300].Sample(steps =>
        {
            EventQueue queue = new();
            int[] handles = Enumerable.Range(0, 16).Select(_ => queue.AddHandle()).ToArray();
            Dictionary<int, EventKey> model = [];
            foreach ((int owner, EventKey key, int action) in steps)
            {
                if (action == 0)
                {
                    queue.Clear(handles[owner]);
                    model.Remove(owner);
                }
                else if (!model.Any(pair => pair.Key != owner && pair.Value == key))
                {
                    queue.Set(handles[owner], key);
                    model[owner] = key;
                }

                Assert.That(queue.Count, Is.EqualTo(model.Count));
                bool any = queue.TryPeek(out EventKey first, out _);
                Assert.That(any, Is.EqualTo(model.Count > 0));
                if (any)
                {
                    Assert.That(first, Is.EqualTo(model.Values.Min()));
                }
            }

            Assert.That(Drain(queue), Is.EqualTo(model.Values.Order().ToArray()));
        });

    [Test]
    public void Simultaneous_events_come_in_the_same_order_from_any_shuffle()
    {
        EventKey[] keys = Enumerable.Range(0, 64)
            .Select(i => new EventKey(new Instant(5), (EventClass)(i % 4), i % 3, i % 5, i)).ToArray();
        EventKey[] expected = keys.Order().ToArray();
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            EventKey[] shuffled = (EventKey[])keys.Clone();
            random.Shuffle(shuffled);
            EventQueue queue = new();
            foreach (EventKey key in shuffled)
            {
                queue.Set(queue.AddHandle(), key);
            }

            Assert.That(Drain(queue), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Order_is_time_then_class_then_destination_then_source_then_counter()
    {
        EventKey[] ascending =
        [
            new(new Instant(1), EventClass.Deadline, 9, 9, 9),
            new(new Instant(2), EventClass.Frame, 9, 9, 9),
            new(new Instant(2), EventClass.Carrier, 8, 9, 9),
            new(new Instant(2), EventClass.Carrier, 9, 8, 9),
            new(new Instant(2), EventClass.Carrier, 9, 9, 8),
            new(new Instant(2), EventClass.Carrier, 9, 9, 9),
            new(new Instant(2), EventClass.Control, -1, -2, 0),
            new(new Instant(2), EventClass.Deadline, -1, -2, 0),
        ];
        Assert.That(ascending, Is.Ordered);
    }

    [Test]
    public void Equal_keys_are_refused()
    {
        EventQueue queue = new();
        EventKey key = new(new Instant(1), EventClass.Frame, 1, 2, 3);
        queue.Set(queue.AddHandle(), key);
        Assert.That(() => queue.Set(queue.AddHandle(), key), Throws.InvalidOperationException);
    }

    private static EventKey[] Drain(EventQueue queue)
    {
        List<EventKey> order = [];
        while (queue.TryPeek(out EventKey key, out int handle))
        {
            order.Add(key);
            queue.ReleaseHandle(handle);
        }

        return order.ToArray();
    }
}
