using System;
using System.Collections.Generic;
using System.IO;

namespace Router.Images.Flash;

/// <summary>A line of /proc/self/mountinfo (proc(5)).</summary>
internal sealed record Mount(string Number, string Point, string Source)
{
    /// <summary>A machine without the file cannot be judged: that throws.</summary>
    public static IReadOnlyList<Mount> ReadAll(string path)
    {
        List<Mount> mounts = [];
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ');
            int dash = Array.IndexOf(words, "-");
            if (dash >= 6 && words.Length > dash + 2)
            {
                mounts.Add(new Mount(words[2], OctalEscapes.Undo(words[4]), OctalEscapes.Undo(words[dash + 2])));
            }
        }

        return mounts;
    }
}
