# Sourced by ./test: the Debian packages that tests run tools from. Peers (BIRD, a kernel) are not among them: they
# come through eng/fetch-peers and are never installed.

# "program package": the program shows whether the package is there.
tools="clang clang
ld.lld lld
qemu-system-x86_64 qemu-system-x86
tshark tshark
dumpcap tshark
iperf3 iperf3
ip iproute2
python3 python3
ping iputils-ping
busybox busybox-static
unshare util-linux
xz xz-utils
sfdisk fdisk
mke2fs e2fsprogs
mkfs.fat dosfstools
mcopy mtools
zstd zstd
fdtput device-tree-compiler
grub-mkimage grub-common
gpgv gpgv
git git
aarch64-linux-gnu-objcopy gcc-aarch64-linux-gnu
qemu-system-aarch64 qemu-system-arm
qemu-img qemu-utils"

missing_tools() {
    echo "$tools" | while read -r program package; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$program" > /dev/null 2>&1 || echo "$package"
    done
    # A compiler alone does not link: crt1.o and libc.a come with this.
    can_link || echo libc6-dev
    # What has no program to look for: a C library to link boards' firmware with, and UEFI for QEMU.
    [ -e /usr/aarch64-linux-gnu/lib/libc.a ] || echo libc6-dev-arm64-cross
    [ -e /usr/share/OVMF/OVMF_CODE.fd ] || [ -e /usr/share/OVMF/OVMF_CODE_4M.fd ] || echo ovmf
    [ -e /usr/share/AAVMF/AAVMF_CODE.fd ] || echo qemu-efi-aarch64
    # The busybox of the test machine must need no library; package busybox has one that does.
    if command -v busybox > /dev/null 2>&1 && ldd "$(command -v busybox)" > /dev/null 2>&1; then
        echo busybox-static
    fi
}

install_tools() {
    packages=$(missing_tools | sort -u | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    command="apt-get install -y --no-install-recommends $packages"
    if ! command -v apt-get > /dev/null 2>&1; then
        say "Missing: $packages(names of Debian packages; this is no Debian). Tests that need them will fail."
    elif [ "$(id -u)" != 0 ]; then
        say "Missing: $packages. Tests that need them will fail. Install them with: sudo $command"
    else
        say "Installing what tests need: $packages"
        export DEBIAN_FRONTEND=noninteractive
        # Fresh images come without package lists.
        { $command < /dev/null || { apt-get update && $command < /dev/null; }; } > "$results/apt.log" 2>&1 \
            || say "Installing failed (see $results/apt.log); tests that need them will fail."
    fi
}
