using Router.Calico.Resources;
using Router.Calico.Yaml;

namespace Router.Calico.Run;

/// <summary>
/// A run file with its resources and the plan that follows from both: everything a board is started with.
/// </summary>
public sealed record RunConfiguration(RunFile File, CalicoResources Resources, CalicoPlan Plan)
{
    /// <summary>
    /// Reads and checks it all; null when anything is wrong, and then the report says everything that is. Warnings in
    /// the report do not stop a start.
    /// </summary>
    public static RunConfiguration? Load(string path, IConfigFiles files, ConfigReport report) =>
        new RunLoader(files, report).Load(path);
}
