namespace Router.Calico;

/// <summary>Which Calico the board is among: three kinds differ in LOCAL_PREF, route protocol and metric.</summary>
public enum CalicoGeneration : byte
{
    /// <summary>Classic until a peer shows that it is v3.32; never v3.33, which only a person can tell.</summary>
    Auto,

    /// <summary>v3.31 and older: BIRD writes every route, LOCAL_PREF is 100.</summary>
    Classic,

    /// <summary>v3.32: LOCAL_PREF is an inverse metric.</summary>
    V332,

    /// <summary>
    /// v3.33 and later: Felix writes the tunnel routes from the objects; BGP writes what no tunnel carries.
    /// </summary>
    V333,
}
