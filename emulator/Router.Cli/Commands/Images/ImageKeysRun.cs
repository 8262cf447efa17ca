using System;
using System.IO;
using Router.Images.Build;
using Router.Images.Host;

namespace Router.Cli.Commands.Images;

/// <summary>Makes a folder's keys.</summary>
internal static class ImageKeysRun
{
    internal static int Execute(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HostException($"{folder} is no folder: make it first, with a node.yaml");
        }

        string[] made = ImageKeys.Make(folder);
        foreach (string file in made)
        {
            Console.Out.WriteLine($"made {file}, a secret: keep it out of repositories, and keep a copy");
        }

        if (made.Length == 0)
        {
            Console.Out.WriteLine($"{folder}/{ImageKeys.Folder} has its keys already; nothing was changed");
        }

        Console.Out.WriteLine($"images are signed by {ImageKeys.Read(folder).Signing.Public}");
        return 0;
    }
}
