namespace Router.Core;

/// <summary>Who stores the routes that waited in a <see cref="RouteQueue"/>.</summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
internal interface IQueuedRoutes
{
    /// <summary>A slice that had no routes has got all those of the queue between two indexes.</summary>
    void Filled(int slice, int start, int end);

    /// <summary>One more route for a slice, see <see cref="RouteKey.Pack"/>.</summary>
    void Store(int slice, uint route);
}
