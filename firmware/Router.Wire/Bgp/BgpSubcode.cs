namespace Router.Wire.Bgp;

/// <summary>NOTIFICATION error subcodes, by the names their RFCs give them.</summary>
public static class BgpSubcode
{
    /// <summary>No subcode is defined, or none fits (RFC 4271 §4.5).</summary>
    public const byte Unspecific = 0;

    /// <summary>RFC 4271 §6.1.</summary>
    public static class Header
    {
        public const byte ConnectionNotSynchronized = 1;
        public const byte BadMessageLength = 2;
        public const byte BadMessageType = 3;
    }

    /// <summary>RFC 4271 §6.2, RFC 5492 §3, RFC 9234 §4.2.</summary>
    public static class Open
    {
        public const byte UnsupportedVersionNumber = 1;
        public const byte BadPeerAs = 2;
        public const byte BadBgpIdentifier = 3;
        public const byte UnsupportedOptionalParameter = 4;
        public const byte UnacceptableHoldTime = 6;
        public const byte UnsupportedCapability = 7;
        public const byte RoleMismatch = 11;
    }

    /// <summary>RFC 4271 §6.3.</summary>
    public static class Update
    {
        public const byte MalformedAttributeList = 1;
        public const byte UnrecognizedWellKnownAttribute = 2;
        public const byte MissingWellKnownAttribute = 3;
        public const byte AttributeFlagsError = 4;
        public const byte AttributeLengthError = 5;
        public const byte InvalidOriginAttribute = 6;
        public const byte InvalidNextHopAttribute = 8;
        public const byte OptionalAttributeError = 9;
        public const byte InvalidNetworkField = 10;
        public const byte MalformedAsPath = 11;
    }

    /// <summary>RFC 6608 §4.</summary>
    public static class FiniteStateMachine
    {
        public const byte UnexpectedMessageInOpenSent = 1;
        public const byte UnexpectedMessageInOpenConfirm = 2;
        public const byte UnexpectedMessageInEstablished = 3;
    }

    /// <summary>RFC 4486 §3, RFC 8538 §3.1, RFC 9384 §3.</summary>
    public static class Cease
    {
        public const byte MaximumPrefixes = 1;
        public const byte AdministrativeShutdown = 2;
        public const byte PeerDeconfigured = 3;
        public const byte AdministrativeReset = 4;
        public const byte ConnectionRejected = 5;
        public const byte OtherConfigurationChange = 6;
        public const byte ConnectionCollisionResolution = 7;
        public const byte OutOfResources = 8;
        public const byte HardReset = 9;
        public const byte BfdDown = 10;
    }

    /// <summary>RFC 7313 §5.</summary>
    public static class RouteRefresh
    {
        public const byte InvalidMessageLength = 1;
    }
}
