using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Slots;

namespace Router.Tests.Slots;

/// <summary>Which slot boots next.</summary>
public sealed class SlotStateTests
{
    [Test]
    public void A_slot_that_never_becomes_ready_loses_its_turn_after_three_starts()
    {
        SlotState state = SlotState.Fresh.Keep(Slot.B);
        Assert.That(Boots(ref state, 8), Is.EqualTo("bbbaaabb"));
    }

    [Test]
    public void Without_another_slot_it_goes_on_with_the_only_one()
    {
        SlotState state = SlotState.Fresh;
        Assert.That(Boots(ref state, 8), Is.EqualTo("aaaaaaaa"));
    }

    [Test]
    public void A_node_that_became_ready_starts_the_count_anew()
    {
        SlotState state = SlotState.Fresh.Keep(Slot.B);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(Boots(ref state, 2), Is.EqualTo("bb"));
            state = state.Ready();
        }
    }

    [Test]
    public void A_trial_is_one_boot()
    {
        SlotState state = SlotState.Fresh.BeginWriting(Slot.B).BeginTrial(Slot.B);
        Assert.That(Boots(ref state, 3), Is.EqualTo("Baa"));
    }

    [Test]
    public void What_is_only_tried_is_not_good_and_nothing_falls_back_to_it()
    {
        SlotState state = SlotState.Fresh.BeginWriting(Slot.B).BeginTrial(Slot.B);
        Assert.That(state.IsGoodB, Is.False);
        Assert.That(Boots(ref state, 6), Is.EqualTo("Baaaaa"), "a crashing A has no other slot");
        Assert.That(state.GiveUp(Slot.A), Is.Null);
        Assert.That(state.GiveUp(Slot.B)!.Active, Is.EqualTo(Slot.A));
        Assert.That(state.Keep(Slot.B).IsGoodB);
    }

    [Test]
    public void A_trial_that_is_kept_boots_from_then_on()
    {
        SlotState state = SlotState.Fresh.BeginWriting(Slot.B).BeginTrial(Slot.B);
        Assert.That(Boots(ref state, 1), Is.EqualTo("B"));
        state = state.Keep(Slot.B);
        Assert.That(Boots(ref state, 2), Is.EqualTo("bb"));
        Assert.That(state.IsGoodA, "the way back");
    }

    [Test]
    public void Giving_up_needs_another_slot()
    {
        Assert.That(SlotState.Fresh.GiveUp(Slot.A), Is.Null);
        SlotState? state = SlotState.Fresh.Keep(Slot.B).GiveUp(Slot.B);
        Assert.That(state, Is.EqualTo(new SlotState { Active = Slot.A, IsGoodA = true }), "B is not gone back to");
        Assert.That(state!.GiveUp(Slot.A), Is.Null);
    }

    /// <summary>
    /// Thousands of updates, each step a write that may be the last before the power goes; the slot that is being
    /// written is broken meanwhile, and an image may be one that never becomes ready.
    /// </summary>
    [Test]
    public void After_a_power_cut_at_any_step_a_complete_slot_boots([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        Dictionary<Slot, bool> isWhole = new() { [Slot.A] = true, [Slot.B] = false };
        SlotState disk = SlotState.Fresh;
        int updates = 0;
        for (int boot = 0; boot < 2000; boot++)
        {
            disk = disk.Boot(out Slot running, out bool isTrial);
            Assert.That(isWhole[running], $"boot {boot} takes a broken slot: {disk}");
            SlotState state = disk;
            foreach (SlotState? next in Life(state, running, isTrial, random, isWhole))
            {
                if (random.Next(8) == 0)
                {
                    break;
                }

                disk = next ?? disk;
                updates += next?.Trial is null ? 0 : 1;
            }
        }

        Assert.That(updates, Is.GreaterThan(50), "the run has to have had updates");
    }

    // What firmware that runs in a slot writes, in order; null is a while without a write.
    private static IEnumerable<SlotState?> Life(
        SlotState state, Slot running, bool isTrial, Random random, Dictionary<Slot, bool> isWhole)
    {
        yield return null;
        if (random.Next(4) == 0)
        {
            // Never ready; after the third crash the other slot, where it is not tried alone.
            yield return isTrial ? null : state.GiveUp(running);
            yield break;
        }

        state = isTrial ? state.Keep(running) : state.Ready();
        yield return state;
        if (random.Next(2) == 0)
        {
            yield break;
        }

        Slot other = running.Other();
        state = state.BeginWriting(other);
        yield return state;
        isWhole[other] = false;
        yield return null;
        yield return null;
        isWhole[other] = true;
        yield return null;
        yield return state.BeginTrial(other);
    }

    private static string Boots(ref SlotState state, int count)
    {
        string text = string.Empty;
        for (int i = 0; i < count; i++)
        {
            state = state.Boot(out Slot slot, out bool isTrial);
            text += isTrial ? char.ToUpperInvariant(slot.Letter()) : slot.Letter();
        }

        return text;
    }
}
