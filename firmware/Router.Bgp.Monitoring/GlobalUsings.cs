// The names under which the codec knows its buffers.
global using OctetsIn = System.ReadOnlySpan<byte>;
