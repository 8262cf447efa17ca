using System;
using Router.Hal.Capture;
using Router.Wire;

namespace Router.Sim;

/// <content>What each class of event does, and how frames enter and leave nodes.</content>
public sealed partial class Simulation
{
    private readonly NodeSink _sink;

    /// <summary>
    /// Polls a node out of turn, after a call that may have given it work, and takes its new deadline.
    /// </summary>
    public void Poll(int node)
    {
        NodeState state = _nodes[node];
        if (!state.Alive)
        {
            return;
        }

        _sink.Current = node;
        state.Node.Poll(_now, _sink);
        Reschedule(node, state);
    }

    private ulong Dispatch(in Owner owner, int handle) => owner.Class switch
    {
        EventClass.Frame => Arrive(owner.Direction!),
        EventClass.Carrier => ChangeCarrier(owner, handle),
        EventClass.Control => RunControl(owner, handle),
        _ => MeetDeadline(owner.Node),
    };

    private ulong Arrive(LinkDirection direction)
    {
        Frame frame = direction.Take();
        QueueHead(direction);
        NodeState receiver = _nodes[direction.To.Node];
        IFramePool pool = _nodes[direction.From.Node].Node.Pool;
        ulong hash = Digest128.Hash(pool.Octets(frame));
        if (!receiver.Alive)
        {
            direction.Lose(frame, pool, WireDrop.NodeDown, _now);
        }
        else if (!FrameMover.TryMove(ref frame, pool, receiver.Node.Pool))
        {
            direction.Lose(frame, pool, WireDrop.NoSlot, _now);
        }
        else
        {
            direction.CountDelivered();
            direction.InboundCapture?.Capture(
                _now, CaptureDirection.Inbound, WireDrop.None, receiver.Node.Pool.Octets(frame));
            receiver.Node.Receive(direction.To.Port, frame, _now);
            Poll(direction.To.Node);
        }

        return hash;
    }

    private ulong ChangeCarrier(Owner owner, int handle)
    {
        Release(handle);
        NodeState state = _nodes[owner.Node];
        if (state.Alive)
        {
            state.Node.SetLink(owner.Port, owner.Up, _now);
            Poll(owner.Node);
        }

        return ((ulong)(uint)owner.Port << 1) | (owner.Up ? 1u : 0u);
    }

    private ulong RunControl(Owner owner, int handle)
    {
        Release(handle);
        owner.Action!(_now);
        if (owner.Node >= 0)
        {
            Poll(owner.Node);
        }

        return owner.Label;
    }

    private ulong MeetDeadline(int node)
    {
        NodeState state = _nodes[node];
        _queue.Clear(state.Handle);
        state.Deadline = Instant.Never;
        state.PollsAtInstant = state.LastDeadline == _now ? state.PollsAtInstant + 1 : 0;
        state.LastDeadline = _now;
        if (state.PollsAtInstant > _options.PollsPerInstant)
        {
            throw new InvalidOperationException(
                $"{state.Node.Name} asks to be polled at {_now} again and again: time would never pass");
        }

        Poll(node);
        return 0;
    }

    private void Reschedule(int node, NodeState state)
    {
        Instant at = state.Node.PollAt();
        if (at == Instant.Never)
        {
            state.Deadline = at;
            _queue.Clear(state.Handle);
            return;
        }

        at = Instant.Max(at, _now);
        if (at != state.Deadline)
        {
            state.Deadline = at;
            int id = Tie(node, at);
            _queue.Set(state.Handle, new EventKey(at, EventClass.Deadline, id, id, state.Counter++));
        }
    }

    private void QueueHead(LinkDirection direction)
    {
        if (!direction.TryHead(out long arrival, out long counter))
        {
            _queue.Clear(direction.Handle);
            return;
        }

        Instant at = new(arrival);
        _queue.Set(direction.Handle, new EventKey(
            at, EventClass.Frame, Tie(direction.To.Node, at), Tie(direction.From.Node, at), counter));
    }

    private void Transmit(int node, int port, Frame frame)
    {
        NodeState state = _nodes[node];
        LinkDirection? direction = state.Outbound(port);
        if (direction is null)
        {
            state.Unplugged++;
            state.Node.Pool.Return(frame);
            return;
        }

        direction.Send(frame, state.Node.Pool, ref state.Counter, _now);
        QueueHead(direction);
    }

    private void Release(int handle)
    {
        _owners[handle] = default;
        _queue.ReleaseHandle(handle);
    }

    private sealed class NodeSink(Simulation simulation) : ISimSink
    {
        public int Current { get; set; }

        public void Transmit(int port, Frame frame) => simulation.Transmit(Current, port, frame);
    }
}
