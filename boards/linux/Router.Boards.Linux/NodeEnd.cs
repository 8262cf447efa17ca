namespace Router.Boards.Linux;

/// <summary>Exit codes by which a board's node tells the machine's first process what the operator wants.</summary>
public static class NodeEnd
{
    public const int PowerOff = 100;
    public const int Reboot = 101;
}
