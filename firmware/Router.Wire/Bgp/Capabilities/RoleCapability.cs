namespace Router.Wire.Bgp;

/// <summary>Capability 9, BGP role (RFC 9234 §4.1).</summary>
public sealed class RoleCapability : BgpCapability
{
    public const int Size = 1;

    public RoleCapability(BgpRole role) => Role = role;

    public override byte Code => BgpCapabilityCode.Role;

    public override int ValueLength => Size;

    public BgpRole Role { get; }

    protected override void WriteValue(Octets destination, int offset) => destination[offset] = (byte)Role;
}
