using System.Linq;
using Router.Bgp;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>Calico's form of communities: two 16-bit numbers, or three 32-bit ones for a large community.</summary>
internal static class CommunityFormat
{
    public static ValueFormat<BgpCommunity> Value { get; } = new(
        "a community such as 65000:1, or a large one such as 65000:1:2", TryParse);

    public static bool TryParse(string text, out BgpCommunity community) =>
        BgpCommunityText.TryParse(text, out community) && text.All(c => char.IsAsciiDigit(c) || c == ':');
}
