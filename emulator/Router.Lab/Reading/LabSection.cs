using System.Collections.Generic;

namespace Router.Lab.Reading;

/// <summary>One kind of mapping in a lab file: the keys it has, and the keys that are refused by name.</summary>
/// <param name="Name">As the schema calls it.</param>
/// <param name="Keys">What may occur.</param>
/// <param name="Refused">
/// Known from this or other lab tools, not implemented yet: saying so beats guessing at a slip.
/// </param>
public sealed record LabSection(string Name, IReadOnlyList<string> Keys, IReadOnlyList<string> Refused);
