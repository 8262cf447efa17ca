using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Router.Boards.Init;

/// <summary>
/// Which card gets which name. A card that has got its name keeps it, whichever card comes later: somebody may use it.
/// </summary>
/// <param name="rules">No name twice.</param>
public sealed class NicNames(IReadOnlyList<NicRule> rules)
{
    // By the device's path.
    private readonly Dictionary<string, string> _named = [];

    /// <summary>Which rules have no card among these.</summary>
    public IReadOnlyList<NicRule> Missing(IReadOnlyList<NicDevice> devices)
    {
        Dictionary<string, NicDevice> cards = Assign(devices);
        return [.. rules.Where(rule => !cards.ContainsKey(rule.Name))];
    }

    /// <summary>The steps in their order; none of them finds its name taken.</summary>
    public IReadOnlyList<NicRename> Plan(IReadOnlyList<NicDevice> devices)
    {
        Dictionary<string, NicDevice> cards = Assign(devices);
        Dictionary<string, string> wanted = cards.ToDictionary(static pair => pair.Value.Name, static pair => pair.Key);
        HashSet<string> taken = [.. devices.Select(static device => device.Name), .. rules.Select(static r => r.Name)];
        List<NicRename> first = [];
        List<NicRename> second = [];
        foreach (NicDevice device in devices)
        {
            // One that stands in another's way moves aside, and stays there unless a name is meant for it.
            string from = device.Name;
            if (cards.TryGetValue(from, out NicDevice? owner) && owner != device)
            {
                from = Unused(taken);
                first.Add(new NicRename(device.Name, from));
            }

            if (wanted.TryGetValue(device.Name, out string? name) && name != device.Name)
            {
                second.Add(new NicRename(from, name));
            }
        }

        return [.. first, .. second];
    }

    /// <summary>Remembers who has its name now.</summary>
    public void Settle(IReadOnlyList<NicDevice> devices)
    {
        HashSet<string> present = [.. devices.Select(static device => device.Path)];
        foreach (string gone in _named.Keys.Where(path => !present.Contains(path)).ToList())
        {
            _named.Remove(gone);
        }

        foreach ((string name, NicDevice device) in Assign(devices))
        {
            if (device.Name == name)
            {
                _named[device.Path] = name;
            }
        }
    }

    private Dictionary<string, NicDevice> Assign(IReadOnlyList<NicDevice> devices)
    {
        Dictionary<string, NicDevice> cards = [];
        foreach (NicDevice device in devices)
        {
            if (IsSettled(device))
            {
                cards[device.Name] = device;
            }
        }

        List<NicDevice> ordered = [.. devices.OrderBy(static device => device.Path, BusOrder.Instance)
            .ThenBy(static device => device.Name, BusOrder.Instance)];
        HashSet<NicDevice> used = [.. cards.Values];

        // Paths are exact, so they come before the counting of what is alike.
        foreach (NicRule rule in rules.OrderBy(static rule => rule.Path.Length == 0))
        {
            if (!cards.ContainsKey(rule.Name) && CardOf(rule, ordered, used) is { } card)
            {
                cards[rule.Name] = card;
                used.Add(card);
            }
        }

        return cards;
    }

    private NicDevice? CardOf(NicRule rule, List<NicDevice> ordered, HashSet<NicDevice> used)
    {
        if (rule.Path.Length > 0)
        {
            return ordered.Find(device => device.Path == rule.Path && !used.Contains(device));
        }

        List<NicDevice> alike = ordered.FindAll(device => device.Drivers.Any(driver => rule.Drivers.Any(
            wanted => IsSame(wanted, driver))));

        // With names given already, one that comes late takes a place that is left, whatever its place would have been.
        return alike.Exists(IsSettled) ? alike.Find(device => !used.Contains(device))
            : rule.Index < alike.Count && !used.Contains(alike[rule.Index]) ? alike[rule.Index]
            : null;
    }

    private bool IsSettled(NicDevice device) =>
        _named.TryGetValue(device.Path, out string? name) && name == device.Name;

    // A module's file and its name in the kernel differ in these.
    private static bool IsSame(string left, string right) => left.Length == right.Length
        && left.Replace('-', '_').Equals(right.Replace('-', '_'), StringComparison.Ordinal);

    private static string Unused(HashSet<string> taken)
    {
        for (int i = 0; ; i++)
        {
            string name = "other" + i.ToString(CultureInfo.InvariantCulture);
            if (taken.Add(name))
            {
                return name;
            }
        }
    }
}
