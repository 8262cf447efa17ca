using System;
using Router.Hal.Linux;
using Router.Images.Flash;

namespace Router.Cli.Commands.Flash;

/// <summary>The last question before a disk is overwritten.</summary>
internal static class Confirmation
{
    private const string Yes = "yes";
    private const int StandardInput = 0;

    /// <summary>Returns if the disk may be written.</summary>
    internal static void Ask(FlashTarget target, FlashOptions options)
    {
        if (!options.IsQuiet)
        {
            Console.Error.WriteLine($"{options.Image} -> {Describe(target)}");
        }

        if (options.YesWrite is { } typed)
        {
            if (typed != target.Name)
            {
                throw new FlashRefusedException(
                    $"--yes-write says '{typed}', but {target.Path} is {target.Name}");
            }

            return;
        }

        if (target.NeedsNoWord)
        {
            return;
        }

        if (!DescriptorIo.IsForegroundTerminal(StandardInput))
        {
            throw new FlashRefusedException(
                $"there is no terminal to ask on: add --yes-write {target.Name} to overwrite {Describe(target)}");
        }

        string word = target.Verdict == VerdictKind.Card ? Yes : target.Name;
        Console.Error.WriteLine(target.Verdict == VerdictKind.Card
            ? "All that is on it will be lost."
            : $"{target.Name} is not a removable card. All that is on it will be lost.");
        Console.Error.Write($"Type {word} to write: ");
        if (Console.ReadLine()?.Trim() != word)
        {
            throw new FlashRefusedException($"'{word}' was not typed");
        }
    }

    internal static string Describe(FlashTarget target) => target.Device is { } device
        ? $"{target.Path}: {Join(
            device.Model.Length > 0 ? device.Model : "unknown model",
            Sizes.Text(device.Size),
            "bus " + device.Bus,
            device.Serial.Length > 0 ? "serial " + device.Serial : "no serial",
            device.BackingFile is { } file ? "file " + file : string.Empty)}"
        : $"{target.Path}: file, {(target.Size is { } size ? Sizes.Text(size) : "new")}";

    private static string Join(params string[] words) =>
        string.Join(", ", Array.FindAll(words, word => word.Length > 0));
}
