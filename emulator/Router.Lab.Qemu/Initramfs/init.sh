#!/bin/sh
# First and only process tree of the test machine. The second serial line takes one command a line, "ID COMMAND",
# and answers with the command's output and "@@ID EXITCODE".
/bin/busybox mkdir -p /sbin /usr/bin /usr/sbin
/bin/busybox --install -s 2> /dev/null
export PATH=/usr/local/bin:/bin:/sbin:/usr/bin:/usr/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs run /run
while read -r module; do
    insmod "/lib/modules/$module.ko" || echo "insmod $module failed"
done < /lib/modules/order
ip link set lo up
stty raw -echo -F /dev/ttyS1
exec < /dev/ttyS1 > /dev/ttyS1 2>&1
echo "@@0 0"
while read -r id command; do
    sh -c "$command" < /dev/null
    echo "@@$id $?"
done
