using System;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using Router.Boards.Init;
using Router.Boards.Init.Slots;
using Router.Slots;

namespace Router.Tests.Machines;

/// <summary>The steps of the slots on a running board.</summary>
[SupportedOSPlatform("linux")]
public sealed class BoardSlotsTests
{
    private BootPartition _fat = null!;

    [SetUp]
    public void Make()
    {
        _fat = new BootPartition(12, 1);
        _fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh));
        _fat.Put("autoboot.txt", Encoding.ASCII.GetBytes(
            "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"));
    }

    [TearDown]
    public void Remove() => _fat.Dispose();

    [TestCase("quiet router.slot=a panic=10\n", "", "a")]
    [TestCase("router.slot=b router.trial=1", "", "b!")]
    [TestCase("router.slot=b router.trial=0", "", "b")]
    [TestCase("router.slot=c", "", null)]
    [TestCase("quiet", "00000002", "a")]
    [TestCase("quiet", "00000003", "b")]
    [TestCase("router.slot=a", "00000003", "a")]
    [TestCase("quiet", "00000001", null)]
    [TestCase("quiet", "03", null)]
    [TestCase("", "", null)]
    public void The_slot_that_runs_is_what_its_boot_loader_says(string words, string partition, string? expected)
    {
        RunningSlot? running = RunningSlot.Find(words, Convert.FromHexString(partition));
        Assert.That(running is { } found ? found.Slot.Letter() + (found.IsTrial ? "!" : "") : null,
            Is.EqualTo(expected));
    }

    [Test]
    public void An_update_by_grub_from_writing_to_kept()
    {
        BoardSlots old = Start(BootChain.Grub, Slot.A, isTrial: false);
        old.BeginWriting();
        old.BeginTrial();
        Boot(Slot.B, isTrial: true);
        BoardSlots tried = Start(BootChain.Grub, Slot.B, isTrial: true);
        Assert.That(tried.IsTrial);
        tried.Ready();
        Assert.That(Read().Active, Is.EqualTo(Slot.A), "being ready is not enough");
        Assert.Throws<InvalidOperationException>(tried.BeginWriting);
        tried.Keep();
        Boot(Slot.B, isTrial: false);
        Assert.That(Read().IsGoodA && Read().IsGoodB);
        Assert.That(Start(BootChain.Grub, Slot.B, isTrial: false).GiveUp());
        Boot(Slot.A, isTrial: false);
        Assert.That(Start(BootChain.Grub, Slot.A, isTrial: false).GiveUp(), Is.False, "B was given up before");
    }

    [Test]
    public void An_update_on_a_raspberry_pi_that_is_not_kept()
    {
        BoardSlots old = Start(BootChain.RaspberryPi, Slot.A, isTrial: false);
        old.BeginWriting();
        old.BeginTrial();
        BoardSlots tried = Start(BootChain.RaspberryPi, Slot.B, isTrial: false);
        Assert.That(tried.IsTrial, "it is not the one that autoboot.txt names");
        Assert.That(Read().Trial, Is.Null, "used up");
        BoardSlots back = Start(BootChain.RaspberryPi, Slot.A, isTrial: false);
        Assert.That((back.IsTrial, back.IsOver, Read().IsGoodB), Is.EqualTo((false, false, false)));
    }

    [Test]
    public void On_a_raspberry_pi_starts_without_a_ready_node_are_counted_here()
    {
        Start(BootChain.RaspberryPi, Slot.B, isTrial: false).Keep();
        for (int i = 0; i < SlotState.MostAttempts; i++)
        {
            Assert.That(Start(BootChain.RaspberryPi, Slot.B, isTrial: false).IsOver, Is.False);
        }

        Assert.That(Start(BootChain.RaspberryPi, Slot.B, isTrial: false).IsOver);
        BoardSlots next = Start(BootChain.RaspberryPi, Slot.A, isTrial: false);
        Assert.That((next.IsTrial, next.IsOver), Is.EqualTo((false, false)));
        next.Ready();
        Assert.That(Read().Attempts, Is.Zero);
    }

    /// <summary>The two writes of keeping a slot on a Raspberry Pi, with no power after the first.</summary>
    [Test]
    public void What_autoboot_names_is_taken_over()
    {
        SlotState kept = BoardSlots.Step(SlotState.Fresh, Slot.B, isTrial: false);
        Assert.That((kept.Active, kept.IsGoodB, kept.IsGoodA), Is.EqualTo((Slot.B, true, true)));
    }

    private BoardSlots Start(BootChain chain, Slot slot, bool isTrial) =>
        BoardSlots.Start(new SlotStore(_fat.Path, chain), chain, new RunningSlot(slot, isTrial));

    private SlotState Read() => new SlotStore(_fat.Path, BootChain.Grub).Read();

    // GRUB's part.
    private void Boot(Slot slot, bool isTrial) => new SlotStore(_fat.Path, BootChain.Grub).Change(state =>
    {
        SlotState next = state.Boot(out Slot booted, out bool isTried);
        Assert.That((booted, isTried), Is.EqualTo((slot, isTrial)));
        return next;
    });
}
