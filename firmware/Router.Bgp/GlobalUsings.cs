// The names under which the codec knows its buffers.
global using Octets = System.Span<byte>;
global using OctetsIn = System.ReadOnlySpan<byte>;
