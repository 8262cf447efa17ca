using System;
using System.IO;
using NUnit.Framework;
using Router.Hal.Capture;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Hal;

public sealed class PcapngWriterTests
{
    [Test]
    public void The_octets_are_those_of_the_specification()
    {
        // draft-ietf-opsawg-pcapng §4.1-4.3, laid out by hand; little-endian as the byte-order magic says.
        byte[] expected = Convert.FromHexString(
            "0A0D0D0A" + "28000000" + "4D3C2B1A" + "0100" + "0000" + "FFFFFFFFFFFFFFFF" // section header
            + "0400" + "0100" + "72000000" + "00000000" + "28000000" // shb_userappl "r", end of options
            + "01000000" + "28000000" + "0100" + "0000" + "04000000" // interface description, Ethernet, 4 octets kept
            + "0200" + "0300" + "666F6F00" // if_name "foo"
            + "0900" + "0100" + "09000000" + "00000000" + "28000000" // if_tsresol 10^-9
            + "06000000" + "38000000" + "00000000" // enhanced packet, interface 0
            + "01000000" + "02000000" + "04000000" + "06000000" // time 2^32 + 2 ns, 4 of 6 octets
            + "A1A2A3A4"
            + "0100" + "0200" + "6E6F0000" // opt_comment "no"
            + "0200" + "0400" + "01000000" // epb_flags: inbound
            + "00000000" + "38000000");
        using var stream = new MemoryStream();
        using (var writer = new PcapngWriter(stream, "r", leaveOpen: true))
        {
            int id = writer.AddInterface("foo", 4);
            writer.Write(id, new Instant((1L << 32) + 2), [0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6],
                CaptureDirection.Inbound, "no");
            Assert.That(stream.Length, Is.Zero, "nothing leaves before a flush");
        }

        Assert.That(Convert.ToHexString(stream.ToArray()), Is.EqualTo(Convert.ToHexString(expected)));
    }

    [Test]
    public void Tshark_reads_it_back_without_a_word()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory,
            "capture-" + Environment.ProcessId + ".pcapng");
        try
        {
            using (var writer = new PcapngWriter(File.Create(path), "router", 1_700_000_000_000_000_000))
            {
                int one = writer.AddInterface("node01:ens33");
                int two = writer.AddInterface("node02:ens33", 1000);
                byte[] frame = Packets.Make(Packets.Udp, Packets.Payload(33), 7);
                writer.Write(one, new Instant(123_456_789), frame, CaptureDirection.Outbound);
                writer.Write(two, new Instant(123_456_790), frame, CaptureDirection.Inbound, "dropped: no route");
            }

            using System.Diagnostics.Process tshark = PrivateNetwork.Start("tshark",
                $"-r {path} -T fields -e frame.time_epoch " +
                "-e frame.interface_name -e frame.len -e ip.id -e frame.comment -e frame.packet_flags_direction");
            string output = tshark.StandardOutput.ReadToEnd();
            string error = tshark.StandardError.ReadToEnd();
            tshark.WaitForExit();
            Assert.That(tshark.ExitCode, Is.Zero, error);
            Assert.That(error.Replace("Running as user \"root\" and group \"root\". This could be dangerous.",
                "").Trim(), Is.Empty);
            string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.EqualTo(2));
            Assert.That(lines[0].Split('\t')[..4], Is.EqualTo(new[] { "1700000000.123456789", "node01:ens33", "75",
                "0x0007" }));
            Assert.That(lines[1], Does.Contain("1700000000.123456790").And.Contain("node02:ens33")
                .And.Contain("dropped: no route"));
            Assert.That(lines[0].Split('\t')[5], Is.EqualTo("0x00000002"), "outbound");
            Assert.That(lines[1].Split('\t')[5], Is.EqualTo("0x00000001"), "inbound");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Frames_cost_no_allocation_once_the_buffer_has_grown()
    {
        using var writer = new PcapngWriter(Stream.Null, "router");
        int id = writer.AddInterface("a");
        var frame = new byte[1500];
        Write(200);
        Assert.That(Allocation.Of(() => Write(200)), Is.Zero);

        void Write(int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                writer.Write(id, new Instant(i), frame, CaptureDirection.Inbound, "reason");
            }
        }
    }
}
