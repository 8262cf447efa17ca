using System;

namespace Router.Calico.Yaml;

/// <summary>One mistake in a configuration file, at the place where a person will look for it.</summary>
/// <param name="File">The file as its owner named it.</param>
/// <param name="Line">Line, from 1; 0 when the whole file is meant.</param>
/// <param name="Column">Column, from 1; 0 when the whole file is meant.</param>
/// <param name="Message">What was found.</param>
/// <param name="Expected">The form that would be right, or null where the message says it all.</param>
public sealed record ConfigError(string File, int Line, int Column, string Message, string? Expected = null)
{
    /// <summary>
    /// <c>file:line:column: what was found; expected form</c>, as compilers print it and editors jump to it.
    /// </summary>
    public override string ToString() =>
        Position + ": " + Message + (Expected is null ? string.Empty : "; expected " + Expected);

    private string Position => Line == 0 ? File : FormattableString.Invariant($"{File}:{Line}:{Column}");
}
