using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Lab.Reading;

/// <summary>
/// Defaults, then group, then the node itself: mappings merge key by key, anything else is replaced as a whole. Values
/// keep their own places, so a mistake in a group is shown in the group.
/// </summary>
internal static class NodeMerger
{
    public static YamlMapping Merge(YamlMapping under, YamlMapping over)
    {
        List<YamlEntry> merged = [];
        foreach (YamlEntry entry in under.Entries)
        {
            YamlNode? replacement = over.Entries
                .Where(other => other.Key.Value == entry.Key.Value).Select(other => other.Value).FirstOrDefault();
            merged.Add(replacement switch
            {
                null => entry,
                YamlMapping inner when entry.Value is YamlMapping outer =>
                    new YamlEntry(entry.Key, Merge(outer, inner)),
                _ => new YamlEntry(entry.Key, replacement),
            });
        }

        merged.AddRange(over.Entries.Where(entry => under.Entries.All(other => other.Key.Value != entry.Key.Value)));
        return new YamlMapping(over.File, over.Line, over.Column, merged);
    }
}
