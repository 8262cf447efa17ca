namespace Router.Sim;

/// <summary>One end of a link: the node's id in its simulation, the port's index, and the port's name.</summary>
public readonly record struct LinkEnd(int Node, int Port, string PortName);
