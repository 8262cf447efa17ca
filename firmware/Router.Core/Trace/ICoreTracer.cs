namespace Router.Core;

/// <summary>Sees each step that a packet takes. Costs a null check when off.</summary>
public interface ICoreTracer
{
    void OnStep(in CoreTraceStep step);
}
