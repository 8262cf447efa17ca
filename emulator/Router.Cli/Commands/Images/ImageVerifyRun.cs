using System;
using Router.Cli.Commands.Flash;
using Router.Images.Build;
using Router.Images.Host;
using Router.Images.Reading;
using Router.Slots;

namespace Router.Cli.Commands.Images;

/// <summary>Reads all of an image and says whether it is as it was signed, and by whom.</summary>
internal static class ImageVerifyRun
{
    internal static int Execute(string path, string? wanted, bool isJson)
    {
        VerifyingKey? key = wanted is null ? null : ImageKeys.ReadPublic(wanted);
        using StopSignals signals = new();
        try
        {
            string? error = Check(path, key, signals);
            Print(path, key, error, isJson);
            return error is null ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("router image: interrupted; the image was not read to its end");
            return signals.ExitCode;
        }
    }

    private static string? Check(string path, VerifyingKey? key, StopSignals signals)
    {
        try
        {
            using ImageReader image = ImageReader.Open(path);
            if (key is not null && !key.Equals(image.Manifest.Key))
            {
                return $"{path} is signed by {image.Manifest.Key}, not by {key}";
            }

            return image.FindDamage(static _ => { }, signals.Token) is { } part
                ? $"{path}: {part.Name} (octets {part.Offset} to {part.End - 1}) is not what was signed"
                : null;
        }
        catch (HostException e)
        {
            return e.Message;
        }
    }

    private static void Print(string path, VerifyingKey? key, string? error, bool isJson)
    {
        if (isJson)
        {
            JsonText.Print(json =>
            {
                json.WriteString("image", path);
                json.WriteBoolean("whole", error is null);
                json.WriteBoolean("signerChecked", key is not null);
                json.WriteString("error", error);
            });
        }
        else if (error is not null)
        {
            Console.Error.WriteLine($"router image: {error}");
        }
        else
        {
            Console.Out.WriteLine(key is null
                ? $"{path} is whole. Only integrity was checked: --key PUB says whether the right one signed it"
                : $"{path} is whole, and signed by {key}");
        }
    }
}
