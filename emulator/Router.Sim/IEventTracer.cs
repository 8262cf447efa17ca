namespace Router.Sim;

/// <summary>Sees every processed event with the hash of what it carried. It must not change the run.</summary>
public interface IEventTracer
{
    void OnEvent(in EventKey key, ulong payload);
}
