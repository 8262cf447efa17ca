using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Asks servers for the time of day, one after the other until one answers, then that one (RFC 4330, RFC 5905 §14).
/// Does no I/O: who calls it sends the request.
/// </summary>
public sealed class NtpClient
{
    /// <summary>RFC 4330 §10: never more often than each 15 s.</summary>
    public static readonly Duration ShortestBackoff = Duration.FromSeconds(16);

    /// <summary>Between two answers of one server, at first.</summary>
    public static readonly Duration ShortestInterval = Duration.FromSeconds(64);

    /// <summary>2 to the power of 10 seconds, NTP's usual longest.</summary>
    public static readonly Duration LongestInterval = Duration.FromSeconds(1024);

    private static readonly Duration s_patience = Duration.FromSeconds(2);
    private static readonly Duration s_fresh = Duration.FromSeconds(86_400);

    // NTP's own step threshold, 128 ms: more than that is no drift.
    private const long StepThreshold = 128_000_000;

    private readonly RandomStream _random;
    private List<NtpServer> _servers = [];
    private NtpServer? _asked;
    private NtpServer? _chosen;
    private ulong _nonce;
    private Instant _sentAt;

    public NtpClient(ulong seed) => _random = new RandomStream(seed, "ntp");

    /// <summary>What a server told last; null until one has.</summary>
    public NtpStatus? Last { get; private set; }

    /// <summary>Whether any server is named.</summary>
    public bool HasServers => _servers.Count > 0;

    /// <summary>Whom the last request went to, while its answer is waited for.</summary>
    public Ipv4Address? Asked => _asked?.Address;

    /// <summary>Whether the time is one that a server told not long ago.</summary>
    public bool IsSynchronised(Instant now) => Last is { } last && now - last.At < s_fresh;

    /// <summary>When <see cref="Expire"/> or <see cref="TryAsk"/> has something to do.</summary>
    public Instant PollAt() => _asked is not null ? _sentAt + s_patience : _chosen?.NextAt ?? Instant.Never;

    /// <summary>Follows the configuration; who stays is not asked again for that.</summary>
    public void SetServers(IReadOnlyList<Ipv4Address> wanted)
    {
        _servers = [.. wanted.Distinct().Select(
            address => _servers.Find(known => known.Address == address) ?? new NtpServer(address))];
        _asked = _asked is not null && _servers.Contains(_asked) ? _asked : null;
        _chosen = _chosen is not null && _servers.Contains(_chosen) ? _chosen : First();
    }

    /// <summary>Whom the next request goes to; null where nobody may be asked any more.</summary>
    public Ipv4Address? Next => _chosen is { } server && server.NextAt != Instant.Never ? server.Address : null;

    /// <summary>Gives up who did not answer in time.</summary>
    public void Expire(Instant now)
    {
        if (_asked is { } silent && now >= PollAt())
        {
            Leave(silent, now);
        }
    }

    /// <summary>True with a request of 48 octets that is to be sent now.</summary>
    /// <param name="now">The time since the board's time zero.</param>
    /// <param name="request">Gets the octets.</param>
    /// <param name="server">Whom it goes to, at port 123.</param>
    public bool TryAsk(Instant now, Span<byte> request, out Ipv4Address server)
    {
        server = default;
        if (_asked is not null || _chosen is not { } chosen || now < chosen.NextAt)
        {
            return false;
        }

        _asked = chosen;
        _nonce = _random.NextUInt64() | 1;
        _sentAt = now;
        server = chosen.Address;
        NtpPacket.WriteRequest(request, _nonce);
        return true;
    }

    /// <summary>
    /// Judges a datagram from a server's port 123; null when there is nothing to say of it, as of one that nobody asked
    /// for.
    /// </summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="octets">UDP's data.</param>
    /// <param name="now">When it came.</param>
    /// <param name="unixTimeAtZero">What we believed so far; null: we do not know the time.</param>
    public string? Receive(Ipv4Address source, ReadOnlySpan<byte> octets, Instant now, long? unixTimeAtZero)
    {
        // An origin that is not ours: an answer to nobody, a late one, or a forgery (RFC 5905 §14, RFC 4330 §5).
        if (_asked is not { } server || source != server.Address || !NtpPacket.TryParse(octets, out NtpPacket packet)
            || packet.Origin != _nonce)
        {
            return null;
        }

        if (packet.IsKiss)
        {
            return Heed(packet.KissCode, server, now);
        }

        long there = NtpPacket.UnixTime(packet.Received);
        long back = NtpPacket.UnixTime(packet.Transmitted);
        long delay = (now - _sentAt).Nanoseconds - (back - there);
        if (!packet.IsUsable || back < there || delay < 0)
        {
            Leave(server, now);
            return $"{source}: an answer that is of no use";
        }

        // The mean of what both ways say (RFC 5905 §8), as the time of day at our time zero.
        long atZero = (there - _sentAt.Nanoseconds) + (((back - now.Nanoseconds) - (there - _sentAt.Nanoseconds)) / 2);
        long? offset = atZero - unixTimeAtZero;
        bool isStep = Last is null || offset is null or > StepThreshold or < -StepThreshold;
        Last = new NtpStatus(source, packet.Stratum, now, atZero, offset, new Duration(delay));
        _asked = null;
        server.Backoff = ShortestBackoff;
        server.Interval = isStep ? ShortestInterval : Duration.Min(server.Interval * 2, LongestInterval);
        server.NextAt = now + server.Interval;
        return !isStep ? null
            : offset is { } known
                ? FormattableString.Invariant($"{source} tells the time: ours is set by {known / 1e9:+0.000;-0.000} s")
                : $"{source} tells the time, which was not known";
    }

    // RFC 4330 §8: RATE asks for longer waits, any other code to stay away.
    private string Heed(ReadOnlySpan<byte> code, NtpServer server, Instant now)
    {
        string word = Encoding.ASCII.GetString(code).TrimEnd('\0');
        if (code.SequenceEqual("RATE"u8))
        {
            server.Backoff = LongestInterval;
            Leave(server, now);
            return $"{server.Address} is asked too often ({word}): not for {LongestInterval.Seconds} s";
        }

        server.NextAt = Instant.Never;
        _asked = null;
        _chosen = First();
        return $"{server.Address} does not want to be asked ({word}): never again";
    }

    private void Leave(NtpServer server, Instant now)
    {
        server.NextAt = now + server.Backoff;
        server.Backoff = Duration.Min(server.Backoff * 2, LongestInterval);
        server.Interval = ShortestInterval;
        _asked = null;
        _chosen = First();
    }

    // Whoever may be asked first; of several, the first one named.
    private NtpServer? First() => _servers.MinBy(static server => server.NextAt);
}
