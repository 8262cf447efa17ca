namespace Router.Tcp;

/// <summary>
/// Names one connection of one stack. A handle outlives its connection harmlessly: the generation tells a reused slot
/// apart. The default value names nothing.
/// </summary>
public readonly record struct TcpHandle(int Slot, uint Generation)
{
    public bool IsNone => Generation == 0;
}
