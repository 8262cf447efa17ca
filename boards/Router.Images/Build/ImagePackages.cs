using System.Collections.Generic;
using System.Linq;
using Router.Images.Boards;
using Router.Images.Build.Loaders;
using Router.Images.Packages;

namespace Router.Images.Build;

/// <summary>Which packages images are made of.</summary>
public static class ImagePackages
{
    public static IReadOnlyList<PackageRequest> For(IEnumerable<Board> boards) =>
        [.. boards.SelectMany(Of).Distinct()];

    private static IEnumerable<PackageRequest> Of(Board board)
    {
        IEnumerable<PackageRequest> loader = board.Boot switch
        {
            { Chain: BootChain.Grub } => GrubLoader.Packages(board),
            { Package: not null } => [PiFiles.Package(board)],
            _ => [],
        };
        return loader.Prepend(KernelFiles.RequestFor(board));
    }
}
