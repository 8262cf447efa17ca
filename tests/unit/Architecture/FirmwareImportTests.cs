using System;
using System.Linq;
using System.Security.Cryptography;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>
/// The firmware runs where no OpenSSL is: what .NET implements with it, cryptography and random GUIDs, would end the
/// board when called. TLS and HTTP of the runtime stand on it.
/// </summary>
public sealed class FirmwareImportTests
{
    private const string Cryptography = "BouncyCastle.Cryptography";

    private static readonly string[] s_needOpenSsl =
    [
        "System.Security.Cryptography.", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Net.Security.", "System.Net.Http.", "System.Net.WebSockets.",
    ];

    [Test]
    public void The_firmware_and_all_it_is_made_of_call_nothing_that_needs_openssl()
    {
        string[] offences =
        [
            .. from assembly in FirmwareImports.Closure("router-firmware")
               where assembly != Cryptography
               from import in FirmwareImports.Of(assembly)
               where NeedsOpenSsl(import)
               select $"{assembly} uses {import}",
        ];
        Assert.That(offences, Is.Empty);
    }

    /// <summary>That library as a whole can do with .NET's cryptography; what we take of it does without.</summary>
    [Test]
    public void Of_the_library_for_cryptography_only_what_computes_by_itself_is_used() =>
        Assert.That(
            from assembly in FirmwareImports.Closure("router-firmware")
            where assembly != Cryptography
            from import in FirmwareImports.Of(assembly)
            where import.StartsWith("Org.BouncyCastle.", StringComparison.Ordinal)
            select import,
            Is.Not.Empty.And.All.StartsWith("Org.BouncyCastle.Math.EC.Rfc8032.Ed25519")
                .Or.StartsWith("Org.BouncyCastle.Crypto.Digests.Sha256Digest")
                .Or.StartsWith("Org.BouncyCastle.Crypto.Digests.GeneralDigest"));

    [Test]
    public void All_of_firmware_hal_and_the_board_are_looked_at() =>
        Assert.That(
            FirmwareImports.Closure("router-firmware"),
            Is.SupersetOf(Project.All["Router.Firmware"].Closure()));

    /// <summary>The reader finds in this assembly what this test calls.</summary>
    [Test]
    public void The_reader_sees_such_calls()
    {
        Assert.That(Guid.NewGuid(), Is.Not.EqualTo(new Guid(RandomNumberGenerator.GetBytes(16))));
        Assert.That(
            FirmwareImports.Of(typeof(FirmwareImportTests).Assembly.GetName().Name!).Where(NeedsOpenSsl),
            Is.SupersetOf((string[])
            [
                "System.Guid.NewGuid", "System.Security.Cryptography.RandomNumberGenerator.GetBytes",
            ]));
    }

    private static bool NeedsOpenSsl(string import) =>
        s_needOpenSsl.Any(start => import.StartsWith(start, StringComparison.Ordinal));
}
