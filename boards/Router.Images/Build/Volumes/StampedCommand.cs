using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using Router.Images.Host;

namespace Router.Images.Build.Volumes;

/// <summary>Runs what makes file systems, so that it writes the image's time wherever it would write this machine's.
/// </summary>
/// <param name="built">Seconds since 1970.</param>
internal sealed class StampedCommand(long built, CancellationToken cancelled)
{
    private readonly string[] _variables =
    [
        "TZ=UTC", "LC_ALL=C", "MTOOLSRC=/dev/null",
        "SOURCE_DATE_EPOCH=" + built.ToString(CultureInfo.InvariantCulture),
        "E2FSPROGS_FAKE_TIME=" + built.ToString(CultureInfo.InvariantCulture),
    ];

    public long Built => built;

    /// <exception cref="HostException">It is missing, or failed.</exception>
    public void Run(string program, string debianPackage, params IEnumerable<string> arguments) => HostCommand.Must(
        HostTool.Find("env", "coreutils"),
        [.. _variables, HostTool.Find(program, debianPackage), .. arguments], cancelled);
}
