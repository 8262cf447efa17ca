using System.Diagnostics.CodeAnalysis;

namespace Router.Calico.Yaml;

/// <summary>Reads one value from text; false leaves the result unset.</summary>
public delegate bool TryParseValue<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>How a kind of value is written: its parser and the words that tell a person the form.</summary>
/// <param name="Expected">For messages: <c>an IPv4 address such as 192.0.2.1</c>.</param>
public sealed record ValueFormat<T>(string Expected, TryParseValue<T> TryParse);
