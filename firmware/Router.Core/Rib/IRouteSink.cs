namespace Router.Core;

/// <summary>Where the RIB tells what a slice holds now: the half of a forwarding table that is written.</summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
public interface IRouteSink
{
    /// <summary>Makes a slice answer from these routes.</summary>
    /// <param name="slice">The upper 16 bits of the addresses, 0 to 65,535.</param>
    /// <param name="routes">Holds routes longer than /16, see <see cref="RouteKey"/>: by address, then length, then
    /// the better first. Of equal prefixes the first whose class has a group counts.</param>
    /// <param name="start">The slice's first route in <paramref name="routes"/>.</param>
    /// <param name="count">How many; 0 makes the whole slice answer <paramref name="cover"/>.</param>
    /// <param name="groups">Group of each route class; 0 is a class that cannot forward now.</param>
    /// <param name="cover">Group of the longest route of /16 or shorter around the slice; 0 is none.</param>
    /// <param name="changed">A key of <see cref="RouteKey"/>: no other prefix of the slice answers differently than
    /// when
    /// the slice was last published. 0: anything may have changed.</param>
    void Publish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed);

    /// <summary>Makes neighbouring slices that have no route longer than /16 answer one group.</summary>
    void PublishUniform(int first, int count, int cover);
}
