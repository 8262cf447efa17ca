global using Octets = System.Span<byte>;
global using OctetsIn = System.ReadOnlySpan<byte>;
