using System.Collections.Generic;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>Routes for a table, a prefix at a time.</summary>
internal interface IRouteSource
{
    /// <summary>
    /// False at the end. A turn may find nothing to show: then <paramref name="paths"/> is left empty.
    /// </summary>
    bool TryNext(List<ShownPath> paths, out IpPrefix prefix);
}
