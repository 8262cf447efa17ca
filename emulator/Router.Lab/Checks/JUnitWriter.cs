using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using Router.Wire;

namespace Router.Lab.Checks;

/// <summary>Writes check results as JUnit XML, which CI systems read. Times are virtual.</summary>
public static class JUnitWriter
{
    public static void Write(TextWriter output, IReadOnlyList<CheckSuite> suites)
    {
        ArgumentNullException.ThrowIfNull(suites);
        using XmlWriter xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        foreach (CheckSuite suite in suites)
        {
            Suite(xml, suite);
        }

        xml.WriteEndElement();
    }

    private static void Suite(XmlWriter xml, CheckSuite suite)
    {
        IReadOnlyList<CheckResult> results = suite.Results;
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", suite.Lab);
        xml.WriteAttributeString("tests", Text(results.Count + suite.Invariants.Count));
        xml.WriteAttributeString("failures", Text(
            results.Count(r => !r.Passed) + suite.Invariants.Count(i => i.Failure is not null)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", "0");
        xml.WriteAttributeString("time", Seconds(results.Count == 0 ? Instant.Zero : results.Max(r => r.At)));
        xml.WriteStartElement("properties");
        Property(xml, "seed", FormattableString.Invariant($"{suite.Seed}"));
        Property(xml, "digest", suite.Digest);
        Property(xml, "time", "virtual");
        xml.WriteEndElement();
        foreach (CheckResult result in results)
        {
            Case(xml, suite.Lab, result);
        }

        foreach ((string name, string? failure) in suite.Invariants)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", suite.Lab);
            xml.WriteAttributeString("name", name);
            if (failure is not null)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", failure);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, string suite, CheckResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", suite);
        xml.WriteAttributeString("name", Printable(result.Check.Name));
        xml.WriteAttributeString("time", Seconds(result.At));
        if (!result.Passed)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message",
                Printable($"expected {result.Check.Expect.Text}; observed {result.Observed}"));
            xml.WriteAttributeString("type", "check");
            xml.WriteString(FormattableString.Invariant(
                $"{result.Check.Source.File}:{result.Check.Source.Line}:{result.Check.Source.Column}"));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    private static string Seconds(Instant at) => (at - Instant.Zero).ToSecondsString();

    private static string Text(int number) => FormattableString.Invariant($"{number}");

    // XML 1.0 §2.2 has no form at all for most control characters.
    private static string Printable(string text) =>
        text.All(XmlConvert.IsXmlChar)
            ? text
            : new string(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?').ToArray());
}
