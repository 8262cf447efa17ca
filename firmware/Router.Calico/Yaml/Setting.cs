using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Calico.Yaml;

/// <summary>One key of a mapping: its name, how its value is written, and what it changes.</summary>
/// <param name="Name">The key.</param>
/// <param name="Apply">Reads the key where it stands and gives the changed target; mistakes go to the report.</param>
public sealed record Setting<TTarget>(string Name, Func<YamlReader, TTarget, TTarget> Apply);

/// <summary>Makes settings, and applies them.</summary>
public static class Settings
{
    /// <summary>A key with one value; an absent one changes nothing.</summary>
    public static Setting<TTarget> Value<TTarget, T>(
        string name, ValueFormat<T> format, Func<TTarget, T, TTarget> change) =>
        new(name, (reader, target) =>
            reader.TryGet(name, format, out T? value) ? change(target, value) : target);

    /// <summary>A key with a list of values; an absent one changes nothing, an empty list counts.</summary>
    public static Setting<TTarget> List<TTarget, T>(
        string name, ValueFormat<T> format, Func<TTarget, IReadOnlyList<T>, TTarget> change) =>
        new(name, (reader, target) =>
            reader.Has(name) ? change(target, reader.List(name, format)) : target);

    public static TTarget ApplyAll<TTarget>(
        IReadOnlyList<Setting<TTarget>> keys, YamlReader reader, TTarget target) =>
        keys.Aggregate(target, (changed, key) => key.Apply(reader, changed));
}
