using System.Collections.Generic;

namespace Router.Calico.Yaml;

/// <summary>
/// Collects everything that is wrong with a set of files, so that a person fixes them in one go. Errors stop a start;
/// warnings tell what is accepted but has no effect.
/// </summary>
public sealed class ConfigReport
{
    /// <summary>A broken file may hold one mistake a line; nobody reads more than this.</summary>
    public const int MaximumErrors = 100;

    private readonly List<ConfigError> _errors = [];
    private readonly List<ConfigError> _warnings = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    public IReadOnlyList<ConfigError> Warnings => _warnings;

    public bool HasErrors => _errors.Count > 0;

    public void Error(YamlNode where, string message, string? expected = null) =>
        Error(new ConfigError(where.File, where.Line, where.Column, message, expected));

    public void Error(ConfigError error)
    {
        if (_errors.Count < MaximumErrors)
        {
            _errors.Add(error);
        }
    }

    public void Warning(YamlNode where, string message) =>
        Warning(new ConfigError(where.File, where.Line, where.Column, message));

    public void Warning(ConfigError warning)
    {
        if (_warnings.Count < MaximumErrors)
        {
            _warnings.Add(warning);
        }
    }
}
