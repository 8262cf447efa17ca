/*
 * An IPv4 forwarder on packet sockets, as plain as it gets: TPACKET_V3 receive ring on one interface, TPACKET_V3 transmit
 * ring past the queueing discipline on the other. The measure of `router bench nic` for the board's packet NIC.
 *
 *   forward_packet IN OUT NEXT-HOP-MAC PREFIX/LENGTH...
 */
#define _GNU_SOURCE
#include "forward.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/mman.h>

enum { BLOCK = 256 * 1024, BLOCKS = 16, SLOT = 2048, SLOTS = 4096 };

static int open_socket(const char *name, int protocol)
{
    int s = socket(AF_PACKET, SOCK_RAW, 0), version = TPACKET_V3;
    if (s < 0 || setsockopt(s, SOL_PACKET, PACKET_VERSION, &version, sizeof version))
        fail("packet socket");
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol),
        .sll_ifindex = (int)if_nametoindex(name)};
    if (bind(s, (struct sockaddr *)&address, sizeof address))
        fail(name);
    return s;
}

static uint8_t *map_ring(int s, int which, struct tpacket_req3 *request)
{
    if (setsockopt(s, SOL_PACKET, which, request, sizeof *request))
        fail("ring");
    uint8_t *ring = mmap(NULL, (size_t)request->tp_block_size * request->tp_block_nr, PROT_READ | PROT_WRITE,
        MAP_SHARED, s, 0);
    if (ring == MAP_FAILED)
        fail("mmap");
    return ring;
}

int main(int argc, char **argv)
{
    read_arguments(argc, argv);
    int one = 1, in = open_socket(argv[1], ETH_P_ALL), out = open_socket(argv[2], 0);
    setsockopt(in, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one);
    setsockopt(out, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
    setsockopt(out, SOL_PACKET, PACKET_LOSS, &one, sizeof one);
    struct tpacket_req3 receive = {.tp_block_size = BLOCK, .tp_block_nr = BLOCKS, .tp_frame_size = SLOT,
        .tp_frame_nr = BLOCK / SLOT * BLOCKS, .tp_retire_blk_tov = 1};
    struct tpacket_req3 send_ring = {.tp_block_size = BLOCK, .tp_block_nr = SLOTS * SLOT / BLOCK,
        .tp_frame_size = SLOT, .tp_frame_nr = SLOTS};
    uint8_t *rx = map_ring(in, PACKET_RX_RING, &receive), *tx = map_ring(out, PACKET_TX_RING, &send_ring);
    unsigned block = 0, slot = 0;

    while (!ended) {
        struct tpacket_block_desc *b = (void *)(rx + (size_t)block * BLOCK);
        if (!(__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
            struct pollfd p = {.fd = in, .events = POLLIN};
            poll(&p, 1, 100);
            continue;
        }
        struct tpacket3_hdr *h = (void *)((uint8_t *)b + b->hdr.bh1.offset_to_first_pkt);
        unsigned queued = 0;
        for (uint32_t i = 0; i < b->hdr.bh1.num_pkts; i++, h = (void *)((uint8_t *)h + h->tp_next_offset)) {
            uint8_t *frame = (uint8_t *)h + h->tp_mac;
            if (!forward(frame, h->tp_snaplen)) {
                dropped++;
                continue;
            }
            struct tpacket3_hdr *t = (void *)(tx + (size_t)slot * SLOT);
            if (__atomic_load_n(&t->tp_status, __ATOMIC_ACQUIRE) != TP_STATUS_AVAILABLE) {
                send(out, NULL, 0, MSG_DONTWAIT);
                if (__atomic_load_n(&t->tp_status, __ATOMIC_ACQUIRE) != TP_STATUS_AVAILABLE) {
                    dropped++;
                    continue;
                }
            }
            t->tp_len = h->tp_snaplen;
            t->tp_next_offset = 0;
            memcpy((uint8_t *)t + TPACKET3_HDRLEN - sizeof(struct sockaddr_ll), frame, h->tp_snaplen);
            __atomic_store_n(&t->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
            slot = slot + 1 == SLOTS ? 0 : slot + 1;
            forwarded++;
            if (++queued % 64 == 0)
                send(out, NULL, 0, MSG_DONTWAIT);
        }
        if (queued % 64)
            send(out, NULL, 0, MSG_DONTWAIT);
        __atomic_store_n(&b->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
        block = block + 1 == BLOCKS ? 0 : block + 1;
    }
    return report();
}
