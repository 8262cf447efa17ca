namespace Router.Boards.Init;

/// <summary>Who loads the kernel, and so where the choice between the two systems is made.</summary>
public enum BootChain
{
    /// <summary>Nobody that we know of: there is one system only.</summary>
    None,
    Grub,
    RaspberryPi,
    UBoot,
}
