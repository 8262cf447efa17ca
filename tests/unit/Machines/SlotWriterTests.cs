using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using NUnit.Framework;
using Router.Boards.Init;
using Router.Boards.Init.Management;
using Router.Slots;

namespace Router.Tests.Machines;

/// <summary>A slot is written and read back, or the reason why not is told; and which images a board takes.</summary>
[SupportedOSPlatform("linux")]
public sealed class SlotWriterTests
{
    private const long Built = 1_700_000_000;
    private const string File = "slot";

    private static readonly SigningKey s_key = new(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly SigningKey s_stranger = new(Enumerable.Repeat((byte)2, 32).ToArray());

    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("router-slot-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase(1_000_000, 1_000_000, null)]
    [TestCase(6_000_001, 8_000_000, null)]
    [TestCase(1_000_000, 999_999, "the slot has room for 999999 octets, the image needs 1000000")]
    public void What_is_sent_is_what_the_slot_holds(int length, int room, string? error)
    {
        byte[] octets = Octets(length);
        using SlotWriter writer = Send(octets, octets, room);
        Assert.That(writer.Error, Is.EqualTo(error));
        Assert.That(writer.IsDone, Is.EqualTo(error is null));
        if (error is null)
        {
            Assert.That(System.IO.File.ReadAllBytes(PathOf)[..length], Is.EqualTo(octets));
        }
    }

    [Test]
    public void What_is_not_what_the_manifest_says_is_told()
    {
        byte[] octets = Octets(100_000);
        byte[] wrong = [.. octets];
        wrong[77_777] ^= 1;
        using SlotWriter writer = Send(wrong, octets, 100_000);
        Assert.That((writer.IsDone, writer.Error), Is.EqualTo((false,
            "what came is not what the manifest says: the image is damaged, or was changed under way")));
    }

    [TestCase("", null)]
    [TestCase("stranger", "the image is signed by ")]
    [TestCase("board", "the image is for the board rpi4; this is qemu-x64")]
    [TestCase("older", "the image 1.0 was built before the one that runs (2.0): --allow-older takes it all the same")]
    [TestCase("older allowed", null)]
    [TestCase("flipped", "the manifest was changed after it was signed")]
    [TestCase("other hash", "the manifest is not the one that the request was signed for")]
    [TestCase("no slot", "the image has no slot")]
    [TestCase("no key", "this board takes no updates: its image names no key that may sign them")]
    public void A_board_takes_images_of_its_own_kind_and_key(string what, string? refusal)
    {
        SigningKey key = what == "stranger" ? s_stranger : s_key;
        byte[] block = ManifestBlock.Write(new ImageManifest
        {
            Board = what == "board" ? "rpi4" : "qemu-x64",
            Version = "1.0",
            Built = what.StartsWith("older", StringComparison.Ordinal) ? Built - 1 : Built,
            Size = 200 * 1024,
            Key = key.Public,
            Parts =
            [
                new ImagePart("head", 0, 64 * 1024, new string('0', 64)),
                new ImagePart(what == "no slot" ? "boot" : ImagePart.SlotA, 128 * 1024, 72 * 1024, new string('0', 64)),
            ],
        }, key);
        if (what == "flipped")
        {
            block[block.AsSpan().IndexOf("1.0"u8)] ^= 1;
        }

        byte[] wanted = ImageHash.Of(block);
        wanted[0] ^= (byte)(what == "other hash" ? 1 : 0);
        string lines = $"board=qemu-x64\nversion=2.0\nbuilt={Built}\n"
            + (what == "no key" ? string.Empty : $"update-key={s_key.Public}\n");
        ApplianceFile appliance = ApplianceFile.Read(new StringReader(lines), static _ => Assert.Fail());
        string? said = UpdateRules.Refusal(
            appliance, block, wanted, what == "older allowed", out _, out ImagePart? part);
        Assert.That(said, refusal is null ? Is.Null : Does.StartWith(refusal));
        Assert.That(part is null, Is.EqualTo(refusal is not null));
    }

    private string PathOf => Path.Combine(_folder, File);

    private static byte[] Octets(int length)
    {
        byte[] octets = new byte[length];
        new Random(1).NextBytes(octets);
        return octets;
    }

    private SlotWriter Send(byte[] octets, byte[] expected, int room)
    {
        using (FileStream file = System.IO.File.Create(PathOf))
        {
            file.SetLength(room);
        }

        SlotWriter writer = new(PathOf, octets.Length, Convert.ToHexStringLower(ImageHash.Of(expected)));
        foreach (byte[] chunk in octets.Chunk(32 * 1024))
        {
            Assert.That(SpinWait.SpinUntil(() => writer.HasRoom || writer.Error is not null, 60_000));
            writer.Add(chunk);
        }

        Assert.That(SpinWait.SpinUntil(() => writer.IsDone || writer.Error is not null, 60_000));
        return writer;
    }
}
