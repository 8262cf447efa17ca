namespace Router.Images.Flash;

public enum FlashPhase
{
    Writing,
    Verifying,
}

/// <summary>Told after each chunk.</summary>
public interface IFlashProgress
{
    void Report(FlashPhase phase, long done, long total);
}
