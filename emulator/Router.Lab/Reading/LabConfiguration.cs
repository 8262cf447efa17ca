using System.Collections.Generic;
using Router.Calico;
using Router.Calico.Resources;
using Router.Lab.Topology;

namespace Router.Lab.Reading;

/// <summary>
/// A lab that can start: its file, the cluster's resources, and each board's plan by the board's name.
/// </summary>
public sealed record LabConfiguration(
    LabFile File, CalicoResources Resources, IReadOnlyDictionary<string, CalicoPlan> Plans)
{
    /// <summary>The resources as they were written, for nodes that read them themselves.</summary>
    public IReadOnlyList<string> ResourceTexts { get; init; } = [];
}
