using System;
using System.IO;

namespace Router.Images.Host;

/// <summary>Programs that must be installed on this machine.</summary>
public static class HostTool
{
    /// <summary>A program's file, by its name on the path of root.</summary>
    /// <exception cref="HostException">It is missing; the message names the Debian package.</exception>
    public static string Find(string name, string debianPackage)
    {
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        foreach (string folder in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new HostException($"{name} is missing: apt-get install {debianPackage}");
    }
}
