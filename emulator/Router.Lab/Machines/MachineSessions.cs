using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Machines;

/// <summary>
/// Asks the boards that run outside of this process for their sessions: by their consoles, and only while somebody
/// wants to know.
/// </summary>
public sealed class MachineSessions
{
    private static readonly Duration s_pause = Duration.FromMilliseconds(500);

    private readonly RunningLab _lab;
    private readonly Dictionary<string, Question> _questions = new(StringComparer.Ordinal);
    private bool _isWanted;

    public MachineSessions(RunningLab lab) => _lab = lab;

    /// <summary>When <see cref="Poll(Instant)"/> has something to do.</summary>
    public Instant PollAt() => _questions.Values.Where(static question => question.Job is not null)
        .Select(static question => question.Job!.PollAt()).DefaultIfEmpty(Instant.Never).Min();

    /// <summary>What was said last. Asks again soon.</summary>
    public (int Up, int Expected) Of(ILabMachine machine)
    {
        _isWanted = true;
        return _questions.TryGetValue(machine.Name, out Question? known) && known.Machine == machine
            && machine.State == LabMachineState.Running
            ? known.Answer
            : (0, Peers(machine).Count);
    }

    /// <summary>Forgets what was said: the next answer will be new.</summary>
    public void Forget()
    {
        foreach (Question question in _questions.Values)
        {
            question.IsKnown = false;
            question.Next = Instant.Zero;
        }
    }

    /// <summary>Every machine that runs has answered since <see cref="Forget"/>.</summary>
    public bool AreKnown => _lab.Machines.All(machine => machine.State != LabMachineState.Running
        || !_lab.Configuration.Plans.ContainsKey(machine.Name)
        || (_questions.TryGetValue(machine.Name, out Question? known) && known.Machine == machine && known.IsKnown));

    /// <summary>Asks, and takes answers.</summary>
    public void Poll(Instant now)
    {
        foreach (ILabMachine machine in _lab.Machines)
        {
            if (!_questions.TryGetValue(machine.Name, out Question? question) || question.Machine != machine)
            {
                question = new Question(machine) { Answer = (0, Peers(machine).Count) };
                _questions[machine.Name] = question;
            }

            // What was true before it started anew says nothing now.
            if (machine.State != LabMachineState.Running)
            {
                question.Answer = (0, question.Answer.Expected);
            }

            Poll(question, now);
        }

        _isWanted = false;
    }

    private void Poll(Question question, Instant now)
    {
        if (question.Job is null && _isWanted && now >= question.Next
            && question.Machine.State == LabMachineState.Running
            && _lab.Configuration.Plans.ContainsKey(question.Machine.Name))
        {
            question.Job = question.Machine.Execute("show bgp summary -o json", now);
            question.Text.Clear();
        }

        if (question.Job is { } job && job.Poll(now, question.Text))
        {
            question.Answer = (Established(question), question.Answer.Expected);
            question.IsKnown = true;
            question.Job = null;
            question.Next = now + s_pause;
        }
    }

    private int Established(Question question)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(question.Text.ToString());
            HashSet<string> peers = Peers(question.Machine);
            return answer.RootElement.GetProperty("peers").EnumerateObject().Count(
                peer => peers.Contains(peer.Name) && peer.Value.GetProperty("endOfRibReceived").GetBoolean()
                    && peer.Value.GetProperty("endOfRibSent").GetBoolean()
                    && peer.Value.GetProperty("state").GetString() == "Established");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return 0;
        }
    }

    // Of boards in this lab, as for boards of this process.
    private HashSet<string> Peers(ILabMachine machine)
    {
        if (!_lab.Configuration.Plans.TryGetValue(machine.Name, out Calico.CalicoPlan? own))
        {
            return [];
        }

        HashSet<string> inside = [.. _lab.Configuration.Plans.Values
            .Select(static plan => plan.NodeAddress.Address.ToString())];
        return [.. own.Peers.Select(static peer => peer.RemoteAddress.ToString()).Where(inside.Contains)];
    }

    private sealed class Question(ILabMachine machine)
    {
        public ILabMachine Machine { get; } = machine;

        public (int Up, int Expected) Answer { get; set; }

        public bool IsKnown { get; set; }

        public ConsoleJob? Job { get; set; }

        public StringBuilder Text { get; } = new();

        public Instant Next { get; set; } = Instant.Zero;
    }
}
