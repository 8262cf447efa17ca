global using Octets = System.Span<byte>;
