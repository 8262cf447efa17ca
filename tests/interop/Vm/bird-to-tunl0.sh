#!/bin/sh
# Stands in for krt_tunnel, which only Calico's BIRD has: keeps each BGP route of BIRD in the kernel, by tunl0.
while :; do
    birdcl -s /run/bird.ctl show route | awk '/ via .*\[mesh/ { for (i = 2; i < NF; i++) if ($i == "via") print $1, $(i + 1) }' \
        | sort > /run/routes.new
    [ -f /run/routes ] || : > /run/routes
    while read -r prefix via; do
        grep -q "^$prefix $via\$" /run/routes || ip route replace "$prefix" via "$via" dev tunl0 proto bird onlink
    done < /run/routes.new
    while read -r prefix via; do
        grep -q "^$prefix " /run/routes.new || ip route del "$prefix" proto bird
    done < /run/routes
    mv /run/routes.new /run/routes
    sleep 1
done
