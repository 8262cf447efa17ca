using System;
using System.Globalization;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>Holds an output against what must have come out, octet by octet.</summary>
public static class PathCheck
{
    /// <summary>How many frames are wrong; the first is described.</summary>
    public static int CountWrong(PathScenario scenario, PathOutput output, out string? first)
    {
        int wrong = output.Doubled;
        first = wrong > 0 ? string.Create(CultureInfo.InvariantCulture, $"{wrong} frames left more than once") : null;
        byte[] expected = new byte[PathScenario.FrameSize + Ipip.Overhead];
        for (int i = 0; i < output.Frames; i++)
        {
            int length = scenario.Expect(i, expected, out int port);
            string? fault = Fault(scenario.Kind, expected.AsSpan(0, length), port, output, i);
            if (fault is not null)
            {
                wrong++;
                first ??= string.Create(CultureInfo.InvariantCulture, $"frame {i}: {fault}");
            }
        }

        return wrong;
    }

    private static string? Fault(PathKind kind, Span<byte> expected, int port, PathOutput output, int frame)
    {
        if (output.PortOf(frame) != port)
        {
            return output.PortOf(frame) == PathOutput.Dropped
                ? "did not leave"
                : string.Create(CultureInfo.InvariantCulture, $"left by port {output.PortOf(frame)}, not {port}");
        }

        ReadOnlySpan<byte> octets = output.OctetsOf(frame);
        if (octets.Length != expected.Length)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"is {octets.Length} octets long, not {expected.Length}");
        }

        if (kind == PathKind.Encapsulate)
        {
            if (!Ipv4Header.VerifyChecksum(octets, EthernetHeader.Size, Ipv4Header.Size))
            {
                return "has a wrong outer checksum";
            }

            // The board's to choose; the checksum follows it and was verified.
            CopyField(octets, expected, Ipv4Header.IdentificationOffset);
            CopyField(octets, expected, Ipv4Header.ChecksumOffset);
        }

        int same = octets.CommonPrefixLength(expected);
        return same == octets.Length
            ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"octet {same} is {octets[same]:x2}, not {expected[same]:x2}");
    }

    private static void CopyField(ReadOnlySpan<byte> from, Span<byte> to, int field) =>
        from.Slice(EthernetHeader.Size + field, 2).CopyTo(to[(EthernetHeader.Size + field)..]);
}
