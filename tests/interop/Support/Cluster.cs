namespace Router.Tests.Interop.Support;

/// <summary>Addresses of the walk-through, and the resources that describe its nodes to our board.</summary>
internal static class Cluster
{
    public const string Node01 = "192.168.101.201";
    public const string Node02 = "192.168.101.202";
    public const string Block01 = "172.173.55.0/26";
    public const string Block02 = "172.165.231.128/26";
    public const string Pod01 = "172.173.55.45";
    public const string Pod02 = "172.165.231.156";

    /// <summary>
    /// node02 as our board with one mesh peer, in Calico's own resources; with more of them, and without the mesh, if
    /// so wanted.
    /// </summary>
    /// <param name="ipip">Of the pool: "CrossSubnet" has no tunnel between nodes of one Ethernet.</param>
    public static string Resources(
        string peerAddress, string more = "", bool mesh = true, string ipip = "Always") => $$"""
        apiVersion: projectcalico.org/v3
        kind: BGPConfiguration
        metadata:
          name: default
        spec:
          nodeToNodeMeshEnabled: {{(mesh ? "true" : "false")}}
          asNumber: 64512
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata:
          name: default-ipv4-ippool
        spec:
          cidr: 172.160.0.0/12
          blockSize: 26
          ipipMode: {{ipip}}
          vxlanMode: Never
          nodeSelector: all()
        ---
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata:
          name: node01
        spec:
          bgp:
            ipv4Address: {{peerAddress}}/24
        ---
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata:
          name: node02
        spec:
          bgp:
            ipv4Address: 192.168.101.202/24
        ---
        apiVersion: projectcalico.org/v3
        kind: BlockAffinity
        metadata:
          name: node02-172-165-231-128-26
        spec:
          cidr: 172.165.231.128/26
          node: node02
          state: confirmed
          deleted: "false"
        {{more}}
        """;
}
