using System;
using Router.Images.Reading;

namespace Router.Cli.Commands.Images;

/// <summary>Prints an image's manifest.</summary>
internal static class ImageInspectRun
{
    internal static int Execute(string path, bool isJson)
    {
        using ImageReader image = ImageReader.Open(path);
        if (isJson)
        {
            ImageText.PrintJson(path, image.Manifest);
        }
        else
        {
            Console.Out.Write(ImageText.Write(path, image.Manifest));
            Console.Out.WriteLine("\nThe parts themselves were not read: router image verify does.");
        }

        return 0;
    }
}
