using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>A board in the simulation: the very firmware that runs on hardware.</summary>
public sealed class LabBoard : LabHost
{
    public LabBoard(string name, Board board)
        : base(board.Host)
    {
        Name = name;
        Board = board;
    }

    /// <summary>The lab's name for it; its Calico node may have another.</summary>
    public override string Name { get; }

    public Board Board { get; }

    public override Instant PollAt() => Board.PollAt();

    public override ConsoleJob Execute(string line, Instant now) => Board.Execute(line, now);

    protected override void PollNode(Instant now) => Board.Poll(now, this);
}
