namespace Router.Boards.Init;

/// <summary>One step: the interface called <paramref name="From"/> gets the name <paramref name="To"/>.</summary>
public readonly record struct NicRename(string From, string To);
