namespace Router.Core;

/// <summary>Counts received frames that wait in queues.</summary>
internal interface IHeldSource
{
    long HeldFrames { get; }
}
