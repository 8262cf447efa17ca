using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Adds up the changes of the rules that match. What several rules add is kept in buffers that grow to the largest
/// sum and are used again for the next path, so an edit is good until then.
/// </summary>
internal sealed class EditBuilder
{
    private Asn[] _path = new Asn[16];
    private int _pathLength;
    private BgpCommunityEdit[] _communities = new BgpCommunityEdit[16];
    private int _communityCount;

    public void Reset()
    {
        _pathLength = 0;
        _communityCount = 0;
    }

    public void Apply(BgpRule rule, in BgpPath path, ref BgpRouteEdit edit)
    {
        edit.LocalPref = rule.SetLocalPref ?? edit.LocalPref;
        if (rule.AddLocalPref != 0)
        {
            edit.LocalPref = Sum(edit.LocalPref ?? path.LocalPref, rule.AddLocalPref);
        }

        edit.DropMed = (edit.DropMed && rule.SetMed == null) || rule.RemoveMed;
        edit.Med = rule.RemoveMed ? null : rule.SetMed ?? edit.Med;
        if (rule.AddMed != 0)
        {
            edit.Med = Sum(edit.Med ?? (edit.DropMed ? 0 : path.Med), rule.AddMed);
            edit.DropMed = false;
        }

        if (rule.SetNextHop.HasValue || rule.NextHopRule != BgpNextHopRule.Default)
        {
            edit.NextHop = rule.SetNextHop;
            edit.NextHopRule = rule.NextHopRule;
        }

        edit.Prepend = (byte)Math.Min(edit.Prepend + rule.Prepend, byte.MaxValue);
        if (rule.PrependPath.Count > 0)
        {
            PrependPath(rule.PrependPath, ref edit);
        }

        if (rule.CommunityEdits.Count > 0)
        {
            AddCommunities(rule.CommunityEdits, ref edit);
        }
    }

    private static uint Sum(uint value, long added) =>
        (uint)Math.Min(Math.Max(value + added, 0L), (long)uint.MaxValue);

    private void PrependPath(IReadOnlyList<Asn> numbers, ref BgpRouteEdit edit)
    {
        // What a later rule prepends stands further left.
        Grow(ref _path, _pathLength + numbers.Count);
        Array.Copy(_path, 0, _path, numbers.Count, _pathLength);
        for (int i = 0; i < numbers.Count; i++)
        {
            _path[i] = numbers[i];
        }

        _pathLength += numbers.Count;
        edit.PrependPath = _path.AsMemory(0, _pathLength);
    }

    private void AddCommunities(IReadOnlyList<BgpCommunityEdit> steps, ref BgpRouteEdit edit)
    {
        Grow(ref _communities, _communityCount + steps.Count);
        for (int i = 0; i < steps.Count; i++)
        {
            _communities[_communityCount++] = steps[i];
        }

        edit.Communities = _communities.AsMemory(0, _communityCount);
    }

    private static void Grow<T>(ref T[] items, int count)
    {
        if (items.Length < count)
        {
            Array.Resize(ref items, Math.Max(count, items.Length * 2));
        }
    }
}
