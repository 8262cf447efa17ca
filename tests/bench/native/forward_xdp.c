/*
 * An IPv4 forwarder on AF_XDP by system calls alone: one UMEM for both interfaces, so that a frame never moves; copy mode,
 * which is what a veth has. The measure of `router bench nic` for the board's AF_XDP NIC.
 *
 *   forward_xdp IN OUT NEXT-HOP-MAC PREFIX/LENGTH...
 */
#define _GNU_SOURCE
#include "forward.h"
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { SLOT = 2048, SLOTS = 8192, RING = 2048, BATCH = 64 };

struct ring { uint32_t *producer, *consumer, *flags; void *entries; };
static uint8_t *umem;
static uint64_t spare[SLOTS];
static unsigned spares;

static struct ring map_ring(int s, int option, off_t page, const struct xdp_ring_offset *at, size_t entry)
{
    int size = RING;
    if (setsockopt(s, SOL_XDP, option, &size, sizeof size))
        fail("ring size");
    uint8_t *m = mmap(NULL, at->desc + RING * entry, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, s, page);
    if (m == MAP_FAILED)
        fail("mmap");
    return (struct ring){(void *)(m + at->producer), (void *)(m + at->consumer), (void *)(m + at->flags), m + at->desc};
}

struct socket { int s; struct ring rx, tx, fill, done; };

static struct socket open_socket(const char *name, int shared)
{
    struct socket x = {.s = socket(AF_XDP, SOCK_RAW, 0)};
    struct xdp_umem_reg region = {.addr = (uintptr_t)umem, .len = (uint64_t)SLOT * SLOTS, .chunk_size = SLOT};
    struct xdp_mmap_offsets at;
    socklen_t length = sizeof at;
    if (x.s < 0 || (shared < 0 && setsockopt(x.s, SOL_XDP, XDP_UMEM_REG, &region, sizeof region)))
        fail("AF_XDP");
    /* The offsets are known before the rings are: one socket per page of them. */
    if (getsockopt(x.s, SOL_XDP, XDP_MMAP_OFFSETS, &at, &length))
        fail("XDP_MMAP_OFFSETS");
    x.fill = map_ring(x.s, XDP_UMEM_FILL_RING, XDP_UMEM_PGOFF_FILL_RING, &at.fr, 8);
    x.done = map_ring(x.s, XDP_UMEM_COMPLETION_RING, XDP_UMEM_PGOFF_COMPLETION_RING, &at.cr, 8);
    x.rx = map_ring(x.s, XDP_RX_RING, XDP_PGOFF_RX_RING, &at.rx, sizeof(struct xdp_desc));
    x.tx = map_ring(x.s, XDP_TX_RING, XDP_PGOFF_TX_RING, &at.tx, sizeof(struct xdp_desc));
    struct sockaddr_xdp address = {.sxdp_family = AF_XDP, .sxdp_ifindex = if_nametoindex(name),
        .sxdp_flags = shared < 0 ? XDP_COPY | XDP_USE_NEED_WAKEUP : XDP_SHARED_UMEM,
        .sxdp_shared_umem_fd = shared < 0 ? 0 : (uint32_t)shared};
    if (bind(x.s, (struct sockaddr *)&address, sizeof address))
        fail(name);
    return x;
}

static int bpf(int command, union bpf_attr *attr) { return (int)syscall(SYS_bpf, command, attr, sizeof *attr); }

/* return redirect_map(sockets, queue 0, XDP_PASS) for IPv4 to all of this interface. */
static void attach(const char *name, int s)
{
    union bpf_attr a = {.map_type = BPF_MAP_TYPE_XSKMAP, .key_size = 4, .value_size = 4, .max_entries = 1};
    int map = bpf(BPF_MAP_CREATE, &a);
    uint32_t key = 0;
    a = (union bpf_attr){.map_fd = (uint32_t)map, .key = (uintptr_t)&key, .value = (uintptr_t)&s};
    if (map < 0 || bpf(BPF_MAP_UPDATE_ELEM, &a))
        fail("socket map");
    struct bpf_insn code[] = {
        {BPF_LDX | BPF_MEM | BPF_W, 2, 1, offsetof(struct xdp_md, data), 0},
        {BPF_LDX | BPF_MEM | BPF_W, 3, 1, offsetof(struct xdp_md, data_end), 0},
        {BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, XDP_PASS},
        {BPF_ALU64 | BPF_MOV | BPF_X, 4, 2, 0, 0},
        {BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, 14},
        {BPF_JMP | BPF_JGT | BPF_X, 4, 3, 7, 0},
        {BPF_LDX | BPF_MEM | BPF_H, 4, 2, 12, 0},
        {BPF_JMP | BPF_JNE | BPF_K, 4, 0, 5, 0x0008},
        {BPF_LD | BPF_DW | BPF_IMM, 1, BPF_PSEUDO_MAP_FD, 0, map}, {0, 0, 0, 0, 0},
        {BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, 0},
        {BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, XDP_PASS},
        {BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_redirect_map},
        {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
    };
    a = (union bpf_attr){.prog_type = BPF_PROG_TYPE_XDP, .insns = (uintptr_t)code,
        .insn_cnt = sizeof code / sizeof *code, .license = (uintptr_t)"GPL"};
    int program = bpf(BPF_PROG_LOAD, &a);
    a = (union bpf_attr){.link_create = {.prog_fd = (uint32_t)program, .target_ifindex = if_nametoindex(name),
        .attach_type = BPF_XDP, .flags = XDP_FLAGS_DRV_MODE}};
    if (program < 0 || bpf(BPF_LINK_CREATE, &a) < 0)
        fail("XDP program");
}

static inline uint32_t ready(const struct ring *r)
{
    return __atomic_load_n(r->producer, __ATOMIC_ACQUIRE) - *r->consumer;
}

int main(int argc, char **argv)
{
    read_arguments(argc, argv);
    umem = mmap(NULL, (size_t)SLOT * SLOTS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    struct socket in = open_socket(argv[1], -1), out = open_socket(argv[2], in.s);
    while (spares < SLOTS)
        spare[spares] = (uint64_t)spares * SLOT, spares++;
    attach(argv[1], in.s);
    unsigned in_kernel = 0; /* frames in the transmit ring that have not come back */

    while (!ended) {
        uint32_t n = ready(&out.done);
        for (uint32_t i = 0, at = *out.done.consumer; i < n; i++)
            spare[spares++] = ((uint64_t *)out.done.entries)[(at + i) % RING] / SLOT * SLOT;
        __atomic_store_n(out.done.consumer, *out.done.consumer + n, __ATOMIC_RELEASE);
        in_kernel -= n;

        uint32_t filled = *in.fill.producer;
        uint32_t room = RING - (filled - __atomic_load_n(in.fill.consumer, __ATOMIC_ACQUIRE));
        for (; room && spares; room--)
            ((uint64_t *)in.fill.entries)[filled++ % RING] = spare[--spares];
        __atomic_store_n(in.fill.producer, filled, __ATOMIC_RELEASE);

        n = ready(&in.rx);
        if (n == 0) {
            struct pollfd p = {.fd = in.s, .events = POLLIN};
            if (in_kernel)
                sendto(out.s, NULL, 0, MSG_DONTWAIT, NULL, 0);
            poll(&p, 1, in_kernel ? 0 : 100);
            continue;
        }
        n = n < BATCH ? n : BATCH;
        uint32_t at = *in.rx.consumer, sent = *out.tx.producer;
        uint32_t space = RING - (sent - __atomic_load_n(out.tx.consumer, __ATOMIC_ACQUIRE));
        for (uint32_t i = 0; i < n; i++) {
            struct xdp_desc d = ((struct xdp_desc *)in.rx.entries)[(at + i) % RING];
            if (space == 0 || !forward(umem + d.addr, d.len)) {
                spare[spares++] = d.addr / SLOT * SLOT;
                dropped++;
                continue;
            }
            ((struct xdp_desc *)out.tx.entries)[sent++ % RING] = d;
            space--, in_kernel++, forwarded++;
        }
        __atomic_store_n(in.rx.consumer, at + n, __ATOMIC_RELEASE);
        __atomic_store_n(out.tx.producer, sent, __ATOMIC_RELEASE);
        if (in_kernel && sendto(out.s, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN && errno != EBUSY
            && errno != ENOBUFS)
            fail("sendto");
    }
    return report();
}
