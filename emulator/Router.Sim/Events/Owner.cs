using System;
using Router.Wire;

namespace Router.Sim;

/// <summary>What a handle of the event queue stands for.</summary>
internal readonly struct Owner
{
    private Owner(EventClass @class, int node, int port, bool up, LinkDirection? direction, Action<Instant>? action,
        ulong label)
    {
        Class = @class;
        Node = node;
        Port = port;
        Up = up;
        Direction = direction;
        Action = action;
        Label = label;
    }

    public EventClass Class { get; }

    public int Node { get; }

    public int Port { get; }

    public bool Up { get; }

    public LinkDirection? Direction { get; }

    public Action<Instant>? Action { get; }

    public ulong Label { get; }

    public static Owner OfWire(LinkDirection direction) =>
        new(EventClass.Frame, direction.To.Node, direction.To.Port, false, direction, null, 0);

    public static Owner OfDeadline(int node) => new(EventClass.Deadline, node, 0, false, null, null, 0);

    public static Owner OfCarrier(int node, int port, bool up) =>
        new(EventClass.Carrier, node, port, up, null, null, 0);

    public static Owner OfControl(int node, string label, Action<Instant> action) =>
        new(EventClass.Control, node, 0, false, null, action, Digest128.Hash(label));
}
