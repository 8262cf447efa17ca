using System;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Core;

namespace Router.Tests.Fib;

/// <summary>Which member a flow takes: by weight, and moved only when its own member fails.</summary>
public sealed class HopSharesTests
{
    [TestCase(1, 1)]
    [TestCase(1, 3)]
    [TestCase(1, 255)]
    [TestCase(1, 1, 1)]
    [TestCase(5, 7, 11, 13)]
    public void Shares_follow_the_weights_to_the_nearest_bucket(params int[] weights)
    {
        var shares = new HopShares(Names(weights.Length), weights);
        for (int member = 0; member < weights.Length; member++)
        {
            double fair = HopShares.Buckets * weights[member] / (double)weights.Sum();
            Assert.That(shares.Owners.ToArray().Count(owner => owner == member), Is.EqualTo(fair).Within(1));
        }
    }

    [Test]
    public void A_failing_member_moves_its_own_flows_only_and_gets_just_them_back() =>
        Gen.Select(Gen.Int[1, 20].Array[2, 9], Gen.Int[0, 8].Array[1, 12]).Sample((weights, flips) =>
        {
            var shares = new HopShares(Names(weights.Length), weights);
            ushort[] home = shares.Owners.ToArray();
            bool[] alive = [.. weights.Select(static _ => true)];
            foreach (int flip in flips)
            {
                int member = flip % weights.Length;
                if (alive[member] && alive.Count(static up => up) == 1)
                {
                    continue;
                }

                alive[member] = !alive[member];
                ushort[] before = shares.Owners.ToArray();
                shares.Update(alive);
                for (int bucket = 0; bucket < before.Length; bucket++)
                {
                    int after = shares.Owners[bucket];
                    Assert.That(alive[after], Is.True);
                    Assert.That(after == before[bucket] || (alive[member] ? after == member : before[bucket] == member),
                        "a flow moved that had nothing to do with it");
                    Assert.That(!alive[home[bucket]] || after == home[bucket], "at home when home is up");
                }
            }
        });

    [Test]
    public void The_flows_of_a_dead_member_go_to_all_the_others()
    {
        var shares = new HopShares(Names(4), [1, 1, 1, 1]);
        shares.Update([true, false, true, true]);
        foreach (int member in new[] { 0, 2, 3 })
        {
            Assert.That(
                shares.Owners.ToArray().Count(owner => owner == member), Is.EqualTo(HopShares.Buckets / 3.0).Within(1));
        }
    }

    // A withdrawn path makes another group, without that member: what the rest had should mostly stay.
    [Test]
    public void Groups_with_common_members_mostly_agree()
    {
        uint[] names = Names(5);
        ushort[] five = new HopShares(names, [1, 1, 1, 1, 1]).Owners.ToArray();
        ushort[] four = new HopShares(names[..4], [1, 1, 1, 1]).Owners.ToArray();
        int moved = Enumerable.Range(0, five.Length).Count(bucket => five[bucket] < 4 && four[bucket] != five[bucket]);
        Assert.That(moved, Is.LessThan(HopShares.Buckets / 8));
    }

    [Test]
    public void The_order_of_members_does_not_matter()
    {
        uint[] names = Names(3);
        ushort[] one = new HopShares(names, [1, 2, 3]).Owners.ToArray();
        ushort[] other = new HopShares([names[2], names[0], names[1]], [3, 1, 2]).Owners.ToArray();
        Assert.That(other.Select(owner => (owner + 2) % 3), Is.EqualTo(one.Select(owner => (int)owner)));
    }

    private static uint[] Names(int count) =>
        [.. Enumerable.Range(0, count).Select(i => 0x0a00_0002 + ((uint)i << 8))];
}
