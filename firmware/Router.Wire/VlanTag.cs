using System;

namespace Router.Wire;

/// <summary>The tag control information of IEEE 802.1Q §9.6: priority, drop eligibility, VLAN identifier.</summary>
public readonly struct VlanTag : IEquatable<VlanTag>
{
    public VlanTag(ushort control) => Control = control;

    public VlanTag(int priority, bool dropEligible, int vlan) =>
        Control = (ushort)(((priority & 7) << 13) | (dropEligible ? 0x1000 : 0) | (vlan & 0xfff));

    /// <summary>The two octets as they are on the wire.</summary>
    public ushort Control { get; }

    public int Priority => Control >> 13;

    public bool DropEligible => (Control & 0x1000) != 0;

    /// <summary>0 means a priority tag only: the frame belongs to no VLAN (IEEE 802.1Q §9.6 table 9-2).</summary>
    public int Vlan => Control & 0xfff;

    public static bool operator ==(VlanTag left, VlanTag right) => left.Control == right.Control;

    public static bool operator !=(VlanTag left, VlanTag right) => left.Control != right.Control;

    public bool Equals(VlanTag other) => Control == other.Control;

    public override bool Equals(object? obj) => obj is VlanTag other && Equals(other);

    public override int GetHashCode() => Control;
}
