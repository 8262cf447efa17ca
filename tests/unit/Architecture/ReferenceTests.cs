using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace Router.Tests.Architecture;

/// <summary>Who may reference whom: the design's Wire ← Core, Tcp, Bgp ← Calico ← Node, with Hal beside Core.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] s_baseOnly =
        ["Router.Wire", "Router.Core", "Router.Tcp", "Router.Bgp", "Router.Bgp.Monitoring", "Router.Bfd"];

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Router.Wire"] = [],
        ["Router.Core"] = ["Router.Wire"],
        ["Router.Tcp"] = ["Router.Wire"],
        ["Router.Bgp"] = ["Router.Wire"],
        ["Router.Bgp.Monitoring"] = ["Router.Wire", "Router.Bgp"],
        ["Router.Bfd"] = ["Router.Wire"],
        ["Router.Calico"] = ["Router.Wire", "Router.Core", "Router.Tcp", "Router.Bgp"],
        ["Router.Node"] =
        [
            "Router.Wire", "Router.Core", "Router.Tcp", "Router.Bgp", "Router.Bgp.Monitoring", "Router.Bfd",
            "Router.Calico",
        ],
        ["Router.Hal"] = ["Router.Wire"],
        ["Router.Hal.Linux"] = ["Router.Wire", "Router.Hal"],
        ["Router.Hal.Spi"] = ["Router.Wire", "Router.Hal"],

        // Only for boards whose runtime has them: intrinsics and native memory behind Core's interfaces.
        ["Router.Core.Fast"] = ["Router.Wire", "Router.Core"],
    };

    [Test]
    public void Firmware_and_hal_reference_what_the_design_allows()
    {
        string[] offences =
        [
            .. from project in Project.All.Values
               where project.File.StartsWith("firmware/", StringComparison.Ordinal)
                   || project.File.StartsWith("hal/", StringComparison.Ordinal)
               from reference in project.Closure()
               where !s_allowed.GetValueOrDefault(project.Name, []).Contains(reference)
               select $"{project.Name} -> {reference}",
        ];
        Assert.That(offences, Is.Empty);
    }

    [Test]
    public void Every_project_of_firmware_and_hal_has_its_rule() =>
        Assert.That(
            Project.All.Values.Where(project => project.Folder.StartsWith("firmware/", StringComparison.Ordinal)
                || project.Folder.StartsWith("hal/", StringComparison.Ordinal)).Select(project => project.Name),
            Is.SubsetOf(s_allowed.Keys).And.SupersetOf(s_baseOnly));

    [Test]
    public void Nothing_under_firmware_hal_or_boards_references_the_emulator()
    {
        string[] offences =
        [
            .. from project in Project.All.Values
               where !project.File.StartsWith("emulator/", StringComparison.Ordinal)
                   && !project.File.StartsWith("tests/", StringComparison.Ordinal)
               from reference in project.Closure()
               where Project.All[reference].File.StartsWith("emulator/", StringComparison.Ordinal)
               select $"{project.Name} -> {reference}",
        ];
        Assert.That(offences, Is.Empty);
    }

    [TestCaseSource(nameof(s_baseOnly))]
    public void Protocol_projects_use_the_base_class_library_alone(string name)
    {
        Project project = Project.All[name];
        Assert.Multiple(() =>
        {
            Assert.That(
                project.Packages.Where(package => package.Attribute("PrivateAssets")?.Value != "all"
                    && package.Element("PrivateAssets")?.Value != "all"),
                Is.Empty,
                "packages that stay at build time say PrivateAssets=all");
            Assert.That(
                project.Packages.Select(package => package.Attribute("Include")!.Value), Is.EqualTo(["PolySharp"]));
            Assert.That(
                project.Xml.Descendants("TargetFrameworks").Select(element => element.Value),
                Is.EqualTo(["net10.0;netstandard2.1"]));

            // And so says the compiled assembly.
            Assert.That(
                Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name),
                Is.All.StartsWith("System.").Or.EqualTo("Router.Wire")
                    .Or.Matches<string>(reference => name.StartsWith(reference + ".", StringComparison.Ordinal)));
        });
    }

    [Test]
    public void Versions_stand_in_one_file() =>
        Assert.That(
            Project.All.Values.SelectMany(project => project.Packages)
                .Where(package => package.Attribute("Version") is not null),
            Is.Empty);
}
