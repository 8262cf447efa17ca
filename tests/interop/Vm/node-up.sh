#!/bin/sh
# Makes this machine a Calico node: node-up ADDRESS/LENGTH POD-ADDRESS POD-MTU. What Felix would set, by hand.
set -e
address=$1 pod=$2 mtu=$3
for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done
ip addr add "$address" dev eth0
ip link set eth0 up
# Proxy ARP answers only for what the kernel would route elsewhere: 169.254.1.1 needs the default route.
ip route add default via "${address%.*}.1" dev eth0
ip link set tunl0 mtu 1480 up
echo 1 > /proc/sys/net/ipv4/ip_forward

ip netns add pod
ip link add cali0 type veth peer name eth0 netns pod
ip link set cali0 address ee:ee:ee:ee:ee:ee mtu "$mtu"
echo 1 > /proc/sys/net/ipv4/conf/cali0/proxy_arp
echo 0 > /proc/sys/net/ipv4/neigh/cali0/proxy_delay
ip link set cali0 up
ip route add "$pod/32" dev cali0 scope link
ip -n pod link set lo up
ip -n pod link set eth0 mtu "$mtu" up
ip -n pod addr add "$pod/32" dev eth0
ip -n pod route add 169.254.1.1 dev eth0 scope link
ip -n pod route add default via 169.254.1.1 dev eth0
