// The same names for octets as in Router.Wire.
global using Octets = System.Span<byte>;
global using OctetsIn = System.ReadOnlySpan<byte>;
