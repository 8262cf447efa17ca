using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Calico.Run;

/// <summary>How one set of things differs from another, matched by a key and in the order of the sets.</summary>
public sealed record Changes<T>(
    IReadOnlyList<T> Added, IReadOnlyList<T> Removed, IReadOnlyList<(T Before, T After)> Changed)
{
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0 && Changed.Count == 0;

    internal static Changes<T> Between<TKey>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, TKey> keyOf,
        Func<T, T, bool>? same = null)
        where TKey : notnull
    {
        same ??= EqualityComparer<T>.Default.Equals;
        Dictionary<TKey, T> old = before.ToDictionary(keyOf);
        Dictionary<TKey, T> current = after.ToDictionary(keyOf);
        return new Changes<T>(
            after.Where(item => !old.ContainsKey(keyOf(item))).ToList(),
            before.Where(item => !current.ContainsKey(keyOf(item))).ToList(),
            after.Where(item => old.TryGetValue(keyOf(item), out T? was) && !same(was, item))
                .Select(item => (old[keyOf(item)], item)).ToList());
    }
}
