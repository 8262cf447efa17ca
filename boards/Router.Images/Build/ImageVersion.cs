using System;
using System.Globalization;
using Router.Images.Host;

namespace Router.Images.Build;

/// <summary>
/// What an image is called and when it was made: of its sources, so that the same sources say the same.
/// </summary>
/// <param name="Name">As <c>0.1.0-1a2b3c4d5e</c>.</param>
/// <param name="Built">Seconds since 1970.</param>
public sealed record ImageVersion(string Name, long Built)
{
    /// <summary>
    /// That of the checkout: its last commit's name and time. SOURCE_DATE_EPOCH, where it is set, is the time.
    /// </summary>
    /// <param name="name">Instead of the one made from the commit; null: none.</param>
    /// <exception cref="HostException">No git, or nothing committed.</exception>
    public static ImageVersion OfCheckout(string? name = null)
    {
        string git = HostTool.Find("git", "git");
        string[] commit = HostCommand.Must(
            git, ["-C", Checkout.Root, "log", "-1", "--abbrev=10", "--format=%h %ct"]).Trim().Split(' ');
        bool isChanged = HostCommand.Must(
            git, ["-C", Checkout.Root, "status", "--porcelain", "--untracked-files=no"]).Length > 0;
        string release = typeof(ImageVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        string? epoch = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH");
        if (!long.TryParse(epoch ?? commit[1], NumberStyles.None, CultureInfo.InvariantCulture, out long built))
        {
            throw new HostException($"SOURCE_DATE_EPOCH is '{epoch}': a number of seconds since 1970 is needed");
        }

        return new ImageVersion(name ?? $"{release}-{commit[0]}{(isChanged ? "-changed" : string.Empty)}", built);
    }
}
