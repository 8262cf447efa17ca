namespace Router.Sim;

/// <summary>A cable between two ports. Forward runs from the first end to the second.</summary>
public sealed class Link
{
    internal Link(int id, string name, LinkDirection forward, LinkDirection backward)
    {
        Id = id;
        Name = name;
        Forward = forward;
        Backward = backward;
    }

    public int Id { get; }

    /// <summary><c>a:eth1-b:eth1</c>: what random streams, tables and logs call it.</summary>
    public string Name { get; }

    public LinkDirection Forward { get; }

    public LinkDirection Backward { get; }

    /// <summary>Whether the cable is plugged; carrier also needs both nodes running.</summary>
    public bool Plugged { get; internal set; } = true;

    /// <summary>Whether frames pass now.</summary>
    public bool Carrier => Forward.Up;
}
