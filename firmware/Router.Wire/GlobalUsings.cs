// Leaf codecs are also compiled for runtimes without spans, where both names mean byte[].
global using Octets = System.Span<byte>;
global using OctetsIn = System.ReadOnlySpan<byte>;
