using System.Collections.Generic;

namespace Router.Lab.Reading;

/// <summary>
/// Every mapping of a lab file with its keys: the one place that the reader and the JSON schema agree on.
/// </summary>
public static class LabSections
{
    public static LabSection Lab { get; } = new("lab",
        ["name", "time", "seed", "generation", "timers", "defaults", "groups", "nodes", "pods", "links", "calico",
            "faults", "checks"],
        ["topology", "mgmt", "prefix", "settings", "debug"]);

    public static LabSection Timers { get; } = new("timers",
        ["connectDelay", "connectRetry", "errorWait", "holdTime", "keepalive", "gracefulRestart"], []);

    public static LabSection Node { get; } = new("node",
        ["kind", "group", "board", "boot", "calicoNode", "generation", "ports", "routes", "aging"],
        ["image", "config", "startup-config", "role", "loopback", "exec", "binds", "env", "cmd"]);

    public static LabSection Port { get; } = new("port",
        ["addresses", "gateway", "mtu", "mac", "rpf"], ["vlan", "nic"]);

    public static LabSection Route { get; } = new("route", ["to", "via", "port", "blackhole", "metric"], []);

    public static LabSection Pod { get; } = new("pod",
        ["node", "address", "interface", "mtu", "mac", "impair"], ["gateway"]);

    public static LabSection Link { get; } = new("link", ["endpoints", "type", "impair"], ["mtu", "vars"]);

    public static LabSection Endpoint { get; } = new("endpoint", ["node", "interface"], ["mac", "ipv4", "ipv6"]);

    /// <summary>What both directions do, and what one of them does differently.</summary>
    public static LabSection Impair { get; } = new("impair",
        ["delay", "jitter", "reorder", "loss", "lossEvery", "burst", "duplicate", "corrupt", "rate", "queue", "mtu",
            "forward", "backward"],
        ["filter", "truncate", "flap"]);

    public static LabSection Direction { get; } = new("direction",
        ["delay", "jitter", "reorder", "loss", "lossEvery", "burst", "duplicate", "corrupt", "rate", "queue", "mtu"],
        ["filter", "truncate", "flap"]);

    public static LabSection Burst { get; } = new("burst", ["enter", "leave", "good", "bad"], []);

    public static LabSection Fault { get; } = new("fault",
        ["at", "for", "link", "carrier", "impair", "node", "action"], ["when", "partition", "every"]);

    public static LabSection Check { get; } = new("check",
        ["name", "at", "after", "within", "node", "expect"], ["when"]);

    public static IReadOnlyList<LabSection> All { get; } =
        [Lab, Timers, Node, Port, Route, Pod, Link, Endpoint, Impair, Direction, Burst, Fault, Check];
}
