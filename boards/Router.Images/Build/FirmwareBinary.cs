using System.Threading;
using Router.Images.Boards;
using Router.Images.Host;

namespace Router.Images.Build;

/// <summary>The firmware of this checkout, built for a board's processor when a source changed.</summary>
public static class FirmwareBinary
{
    /// <summary>Its file.</summary>
    /// <exception cref="HostException">It cannot be built; the message says what is missing.</exception>
    public static string Build(BoardArchitecture arch, CancellationToken cancelled = default)
    {
        string rid = arch == BoardArchitecture.Arm64 ? "linux-arm64" : "linux-x64";
        HostCommand.Must(Checkout.PathOf("eng/build-firmware"), [rid], cancelled);
        return Checkout.PathOf($".build/firmware/{rid}/router-firmware");
    }
}
