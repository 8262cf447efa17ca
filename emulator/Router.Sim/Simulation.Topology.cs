using System;
using Router.Wire;

namespace Router.Sim;

/// <content>Building and changing the network, and scheduling what happens to it.</content>
public sealed partial class Simulation
{
    /// <summary>Adds a node and returns its id: 0, 1, 2 … in order of addition. Names are unique.</summary>
    public int AddNode(ISimNode node)
    {
        int id = _nodes.Count;
        if (!_names.TryAdd(node.Name, id))
        {
            throw new ArgumentException($"there is already a node named {node.Name}", nameof(node));
        }

        NodeState state = new(node, AddOwner(Owner.OfDeadline(id)));
        _nodes.Add(state);
        Reschedule(id, state);
        return id;
    }

    public bool TryFindNode(string name, out int id) => _names.TryGetValue(name, out id);

    public ISimNode Node(int id) => _nodes[id].Node;

    public bool IsAlive(int node) => _nodes[node].Alive;

    /// <summary>Frames the node sent to ports that no link is plugged into.</summary>
    public long Unplugged(int node) => _nodes[node].Unplugged;

    /// <summary>Plugs a cable between two free ports; both ends learn of carrier in the event that follows.</summary>
    public Link Connect(
        LinkEnd first, LinkEnd second, ImpairmentPatch? forward = null, ImpairmentPatch? backward = null)
    {
        string name = $"{EndName(first)}-{EndName(second)}";
        NodeState from = Free(first);
        NodeState to = Free(second);
        LinkDirection ahead = Direction($"link:{name}:forward", first, second, forward);
        LinkDirection back = Direction($"link:{name}:backward", second, first, backward);
        from.Attach(first.Port, ahead);
        to.Attach(second.Port, back);
        Link link = new(_links.Count, name, ahead, back);
        _links.Add(link);
        UpdateCarrier(link);
        return link;
    }

    /// <summary>Changes impairments; a null direction stays as it is. Frames in flight keep their arrival.</summary>
    public static void Impair(Link link, ImpairmentPatch? forward, ImpairmentPatch? backward)
    {
        link.Forward.Impairment = (forward ?? new ImpairmentPatch()).Apply(link.Forward.Impairment);
        link.Backward.Impairment = (backward ?? new ImpairmentPatch()).Apply(link.Backward.Impairment);
    }

    /// <summary>Plugs or cuts the cable now.</summary>
    public void SetCarrier(Link link, bool plugged)
    {
        link.Plugged = plugged;
        UpdateCarrier(link);
    }

    /// <summary>The node stops without a word: it is polled no more and its neighbours lose carrier.</summary>
    public void Crash(int node)
    {
        NodeState state = _nodes[node];
        if (!state.Alive)
        {
            return;
        }

        state.Alive = false;
        state.Deadline = Instant.Never;
        _queue.Clear(state.Handle);
        UpdateCarriers(node);
        (state.Node as IDisposable)?.Dispose();
    }

    /// <summary>Starts a crashed node again, as a new object that knows nothing of the time before.</summary>
    public void Restart(int node, ISimNode fresh)
    {
        NodeState state = _nodes[node];
        if (state.Alive || fresh.Name != state.Node.Name)
        {
            throw new ArgumentException($"{fresh.Name} cannot take the place of {state.Node.Name}", nameof(fresh));
        }

        state.Node = fresh;
        state.Alive = true;
        UpdateCarriers(node);
        Reschedule(node, state);
    }

    /// <summary>
    /// Shows a port's frames to a sink from now on; null stops it. False when no link is plugged there.
    /// </summary>
    public bool TryCapture(int node, int port, ICaptureSink? sink)
    {
        foreach (Link link in _links)
        {
            LinkDirection? outbound = link.Forward.From.Node == node && link.Forward.From.Port == port ? link.Forward
                : link.Backward.From.Node == node && link.Backward.From.Port == port ? link.Backward : null;
            if (outbound is not null)
            {
                outbound.OutboundCapture = sink;
                (outbound == link.Forward ? link.Backward : link.Forward).InboundCapture = sink;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Schedules a scripted action. The label goes into the digest; the node (or -1) is polled after the action.
    /// </summary>
    public void Schedule(Instant at, int node, string label, Action<Instant> action) =>
        ScheduleControl(at, node, ScriptSource, _scriptCounter++, label, action);

    /// <summary>Schedules input from outside, live or replayed: same order of calls, same keys.</summary>
    public void ScheduleOutside(Instant at, int node, string label, Action<Instant> action) =>
        ScheduleControl(at, node, OutsideSource, _outsideCounter++, label, action);

    private void ScheduleControl(Instant at, int node, int source, long counter, string label, Action<Instant> action)
    {
        if (at < _now)
        {
            throw new ArgumentOutOfRangeException(nameof(at), at, $"it is {_now} already");
        }

        int handle = AddOwner(Owner.OfControl(node, label, action));
        _queue.Set(handle, new EventKey(at, EventClass.Control, Tie(node, at), Tie(source, at), counter));
    }

    private LinkDirection Direction(string label, LinkEnd from, LinkEnd to, ImpairmentPatch? patch)
    {
        int handle = AddOwner(default);
        LinkDirection direction = new(Seed, label, from, to, handle);
        if (patch is not null)
        {
            direction.Impairment = patch.Apply(direction.Impairment);
        }

        _owners[handle] = Owner.OfWire(direction);
        return direction;
    }

    private NodeState Free(in LinkEnd end)
    {
        NodeState state = _nodes[end.Node];
        return state.Outbound(end.Port) is null
            ? state
            : throw new ArgumentException($"a link is already plugged into {EndName(end)}");
    }

    private string EndName(in LinkEnd end) => $"{_nodes[end.Node].Node.Name}:{end.PortName}";

    private void UpdateCarriers(int node)
    {
        foreach (Link link in _links)
        {
            if (link.Forward.From.Node == node || link.Forward.To.Node == node)
            {
                UpdateCarrier(link);
            }
        }
    }

    private void UpdateCarrier(Link link)
    {
        bool up = link.Plugged && _nodes[link.Forward.From.Node].Alive && _nodes[link.Forward.To.Node].Alive;
        if (up == link.Carrier)
        {
            return;
        }

        foreach (LinkDirection direction in (ReadOnlySpan<LinkDirection>)[link.Forward, link.Backward])
        {
            direction.Up = up;
            if (!up)
            {
                direction.LoseAll(_nodes[direction.From.Node].Node.Pool, WireDrop.CarrierDown, _now);
                QueueHead(direction);
            }

            int handle = AddOwner(Owner.OfCarrier(direction.From.Node, direction.From.Port, up));
            _queue.Set(handle, new EventKey(_now, EventClass.Carrier, Tie(direction.From.Node, _now),
                Tie(ScriptSource, _now), _scriptCounter++));
        }
    }
}
