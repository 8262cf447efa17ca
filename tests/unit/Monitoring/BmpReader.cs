using System.Collections.Generic;
using NUnit.Framework;
using Router.Bgp.Monitoring;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Monitoring;

/// <summary>What waits for a collector, cut into messages.</summary>
internal static class BmpReader
{
    /// <summary>RFC 7854 §4.1: version 3, the length of all of it, the type.</summary>
    public static List<(int Type, OctetReader Body)> Messages(BmpExporter exporter)
    {
        List<(int, OctetReader)> messages = [];
        var reader = new OctetReader(exporter.Output.Pending.ToArray());
        while (!reader.IsEnd)
        {
            Assert.That(reader.Byte(), Is.EqualTo(3));
            int length = (int)reader.UInt32();
            messages.Add((reader.Byte(), reader.Part(length - 6)));
        }

        return messages;
    }

    /// <summary>The BGP message that stands next.</summary>
    public static byte[] Message(OctetReader body)
    {
        byte[] header = body.Take(BgpMessage.HeaderSize);
        Assert.That(header[..16], Is.All.EqualTo(0xff));
        return [.. header, .. body.Take(BigEndian.ReadUInt16(header, 16) - header.Length)];
    }
}
