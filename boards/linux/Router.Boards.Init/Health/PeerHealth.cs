namespace Router.Boards.Init.Health;

/// <summary>What is known of a peer that was up before an update.</summary>
/// <param name="Name">For people.</param>
/// <param name="IsEstablished">Its session is up.</param>
/// <param name="IsResolved">Its next hop's link-layer address is known.</param>
/// <param name="HasEchoed">It answered an echo request since then.</param>
/// <param name="EchoesUnanswered">Requests that were sent in vain while it was Established and resolved.</param>
public readonly record struct PeerHealth(
    string Name, bool IsEstablished, bool IsResolved, bool HasEchoed, int EchoesUnanswered);
