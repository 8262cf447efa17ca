/*
 * In-memory forwarding in plain C: the measure of `router bench path`.
 *
 * The same work as the board does for the same frames, with the same answers: station address, IPv4 header and checksum,
 * martians, source validation, longest prefix match of destination and source, time to live, MTU, IP in IP in both
 * directions with a second look at everything inside, a new Ethernet header, counters. What needs an answer or a copy
 * (options, fragments to cut, ICMP) is counted as "slow" and not done: there is none of it in the bench.
 *
 *   path SCENARIO FRAMES LENGTH OUTPUT PASSES CORE BURST
 *
 * SCENARIO is text, one fact a line (see read_scenario). FRAMES holds frames of equal length one after another; OUTPUT
 * gets what became of each in a last pass: port and length as 16-bit numbers, -1 as port for a drop, and the octets.
 * Prints the processor time of each pass as a JSON object a line. Runs on core CORE; BURST frames arrive at once.
 */
#define _GNU_SOURCE
#include "path_table.h"
#include <arpa/inet.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { BATCH = 64, ETHER = 14, IP = 20, MAX_PORTS = 1024, NO_PORT = 0xffff };
enum kind { NONE, LOCAL, UNICAST, TUNNEL };

/* ---- the router ---- */

struct hop {
    uint8_t ether[16];              /* the header to write: destination, source, type */
    uint16_t kind, port, mtu;
    uint32_t outer_source, outer_destination; /* network order */
    uint32_t outer_sum;             /* of the outer header's constant part */
} __attribute__((aligned(64)));

struct descriptor { uint32_t slot, offset, length; };

/* With the frames of a batch that leave by it, as a driver would take them. */
struct port {
    uint8_t mac[8];
    int workload, waiting;
    uint64_t received, received_octets, sent, sent_octets;
    struct descriptor out[BATCH];
};

static struct hop hops[MAX_HOPS];
static struct port ports[MAX_PORTS];
static uint32_t allowed[1 << 14];   /* tunnel sources: open addressing */
static struct { uint64_t forwarded, encapsulated, decapsulated, dropped, slow; } counters;
static uint16_t busy[BATCH];        /* ports with frames that leave */
static int busy_ports;
static uint8_t *memory;
static size_t slot_size = 128, headroom = 64;
static uint16_t identification;

static inline uint16_t load16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static inline uint32_t load32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t load64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline void store16(uint8_t *p, uint16_t v) { memcpy(p, &v, 2); }
static inline void store32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }

static inline uint16_t fold(uint64_t sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)(sum + (sum >> 16));
}

static inline uint16_t header_sum(const uint8_t *ip)
{
    uint64_t a = load64(ip), b = load64(ip + 8);
    return fold((a & 0xffffffff) + (a >> 32) + (b & 0xffffffff) + (b >> 32) + load32(ip + 16));
}

static int is_allowed(uint32_t source)
{
    for (uint32_t i = source * 0x9e3779b1u >> 18;; i = (i + 1) & 0x3fff)
        if (allowed[i] == source || allowed[i] == 0)
            return allowed[i] != 0;
}

enum verdict { GOOD, DROP, SLOW };

/* RFC 1812 5.2: everything about a header that can be said without the table. */
static inline enum verdict check_header(const uint8_t *ip, uint32_t room)
{
    if (room < IP || (ip[0] >> 4) != 4)
        return DROP;
    if (ip[0] != 0x45)
        return SLOW;
    uint32_t length = ntohs(load16(ip + 2));
    if (length < IP || length > room || header_sum(ip) != 0xffff)
        return DROP;
    uint32_t source = ip[12], destination = ip[16];
    if (source == 127 || source >= 224 || source == 0 || destination == 127 || destination >= 224 || destination == 0)
        return DROP;
    return GOOD;
}

static inline enum verdict check_source(const struct hop *back, int in_port, int tunnel)
{
    if (back->kind == LOCAL)
        return DROP;
    if (!tunnel && ports[in_port].workload && (back->kind != UNICAST || back->port != in_port))
        return DROP;
    return GOOD;
}

/* One batch, into the queues of the ports that it leaves by. */
static void forward(int in_port, const struct descriptor *restrict in, int count)
{
    uint8_t *ip[BATCH];
    uint32_t source[BATCH], destination[BATCH], to[BATCH], back[BATCH];
    uint32_t tunnel_source[BATCH];
    int good[BATCH], inner[BATCH], goods = 0, inners = 0;
    struct port *input = &ports[in_port];
    const uint64_t mac = load64(input->mac) & 0xffffffffffff;
    uint64_t octets = 0;

    for (int i = 0; i < count; i++) {
        uint8_t *frame = memory + in[i].slot * slot_size + in[i].offset;
        uint32_t length = in[i].length;
        octets += length;
        if (length < ETHER + IP || (load64(frame) & 0xffffffffffff) != mac || (frame[6] & 1)) {
            counters.dropped++;
            continue;
        }
        if (load16(frame + 12) != htons(0x0800)) {
            counters.slow++;
            continue;
        }
        ip[i] = frame + ETHER;
        enum verdict v = check_header(ip[i], length - ETHER);
        if (v == GOOD && ip[i][9] == 4 && input->workload)
            v = DROP;
        if (v != GOOD) {
            *(v == SLOW ? &counters.slow : &counters.dropped) += 1;
            continue;
        }
        source[i] = ntohl(load32(ip[i] + 12));
        destination[i] = ntohl(load32(ip[i] + 16));
        tunnel_source[i] = 0;
        good[goods++] = i;
    }
    input->received += (uint64_t)count;
    input->received_octets += octets;

    for (int k = 0; k < goods; k++) {
        int i = good[k];
        to[i] = lookup(destination[i]);
        back[i] = lookup(source[i]);
    }

    int leaving[BATCH], leavings = 0;
    for (int k = 0; k < goods; k++) {
        int i = good[k];
        if (check_source(&hops[back[i]], in_port, 0) != GOOD) {
            counters.dropped++;
            continue;
        }
        if (hops[to[i]].kind != LOCAL) {
            leaving[leavings++] = i;
            continue;
        }
        /* RFC 2003 3: ours, and a packet inside, from a node that may send such. */
        uint8_t *outer = ip[i];
        uint32_t length = ntohs(load16(outer + 2)) - IP;
        if (outer[9] != 4 || (load16(outer + 6) & htons(0x3fff)) || (outer[1] & 3)) {
            counters.slow++;
            continue;
        }
        if (!is_allowed(load32(outer + 12))) {
            counters.dropped++;
            continue;
        }
        tunnel_source[i] = source[i];
        ip[i] = outer + IP;
        enum verdict v = check_header(ip[i], length);
        if (v == GOOD && ip[i][9] == 4)
            v = DROP;
        if (v != GOOD) {
            *(v == SLOW ? &counters.slow : &counters.dropped) += 1;
            continue;
        }
        counters.decapsulated++;
        source[i] = ntohl(load32(ip[i] + 12));
        destination[i] = ntohl(load32(ip[i] + 16));
        inner[inners++] = i;
    }
    for (int k = 0; k < inners; k++) {
        int i = inner[k];
        to[i] = lookup(destination[i]);
        back[i] = lookup(source[i]);
    }
    for (int k = 0; k < inners; k++) {
        int i = inner[k];
        if (check_source(&hops[back[i]], in_port, 1) != GOOD)
            counters.dropped++;
        else
            leaving[leavings++] = i;
    }

    for (int k = 0; k < leavings; k++) {
        int i = leaving[k];
        const struct hop *hop = &hops[to[i]];
        uint8_t *p = ip[i];
        uint32_t length = ntohs(load16(p + 2));
        if (hop->kind < UNICAST) {
            *(hop->kind == LOCAL ? &counters.slow : &counters.dropped) += 1;
            continue;
        }
        if (p[8] <= 1 || length > hop->mtu) {
            counters.slow++;
            continue;
        }
        if ((source[i] >> 16) == 0xa9fe || (destination[i] >> 16) == 0xa9fe) {
            counters.dropped++;
            continue;
        }
        /* RFC 1624: the time to live is the upper half of its word. */
        uint32_t sum = load16(p + 10) + htons(0x0100);
        store16(p + 10, (uint16_t)(sum + (sum >= 0xffff)));
        p[8]--;
        if (hop->kind == TUNNEL) {
            uint32_t remote = ntohl(hop->outer_destination);
            if (remote == source[i] || remote == tunnel_source[i]) {
                counters.dropped++;
                continue;
            }
            uint16_t df = load16(p + 6) & htons(0x4000);
            uint16_t id = htons(++identification);
            length += IP;
            p -= IP;
            p[0] = 0x45;
            p[1] = (p[IP + 1] & 3) == 3 ? 2 : p[IP + 1] & 3; /* RFC 3168 9.1.1 */
            store16(p + 2, htons((uint16_t)length));
            store16(p + 4, id);
            store16(p + 6, df);
            p[8] = p[IP + 8];
            p[9] = 4;
            store32(p + 12, hop->outer_source);
            store32(p + 16, hop->outer_destination);
            uint64_t s = hop->outer_sum + load16(p) + load16(p + 2) + id + df + load16(p + 8);
            store16(p + 10, (uint16_t)~fold(s));
            counters.encapsulated++;
        }
        uint8_t *frame = p - ETHER;
        memcpy(frame, hop->ether, ETHER);
        struct port *output = &ports[hop->port];
        if (output->waiting == 0)
            busy[busy_ports++] = hop->port;
        output->out[output->waiting++] = (struct descriptor){
            in[i].slot, (uint32_t)(frame - (memory + in[i].slot * slot_size)), length + ETHER};
        output->sent++;
        output->sent_octets += length + ETHER;
        counters.forwarded++;
    }
}

/* ---- scenario, passes, output ---- */

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void read_mac(const char *text, uint8_t *mac)
{
    if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6)
        fail(text);
}

static int in_port;

/*
 *   slot SIZE HEADROOM            arrive PORT
 *   port ID MAC WORKLOAD          route ADDRESS LENGTH HOP        allow ADDRESS
 *   hop ID local                  hop ID unicast PORT MAC MTU     hop ID tunnel PORT MAC MTU SOURCE DESTINATION
 */
static void read_scenario(const char *file)
{
    FILE *f = fopen(file, "r");
    char line[256], kind[16], mac[32], a[32], b[32];
    unsigned id, port, mtu;
    int n;
    size_t room = 0;
    if (!f)
        fail(file);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "slot %zu %zu", &slot_size, &headroom) == 2)
            continue;
        if (sscanf(line, "arrive %d", &in_port) == 1)
            continue;
        if (sscanf(line, "port %u %31s %d", &id, mac, &n) == 3) {
            read_mac(mac, ports[id].mac);
            ports[id].workload = n;
        } else if (sscanf(line, "route %31s %d %u", a, &n, &id) == 3) {
            if (route_count == room)
                routes = realloc(routes, (room = room ? 2 * room : 1024) * sizeof *routes);
            routes[route_count++] = (struct route){ntohl(inet_addr(a)), n, (uint16_t)id};
        } else if (sscanf(line, "allow %31s", a) == 1) {
            uint32_t i = inet_addr(a) * 0x9e3779b1u >> 18;
            while (allowed[i])
                i = (i + 1) & 0x3fff;
            allowed[i] = inet_addr(a);
        } else if ((n = sscanf(line, "hop %u %15s %u %31s %u %31s %31s", &id, kind, &port, mac, &mtu, a, b)) >= 2) {
            struct hop *hop = &hops[id];
            hop->kind = kind[0] == 'l' ? LOCAL : kind[0] == 'u' ? UNICAST : TUNNEL;
            if (n < 5)
                continue;
            hop->port = (uint16_t)port;
            hop->mtu = (uint16_t)mtu;
            read_mac(mac, hop->ether);
            memcpy(hop->ether + 6, ports[port].mac, 6);
            store16(hop->ether + 12, htons(0x0800));
            if (n < 7)
                continue;
            hop->outer_source = inet_addr(a);
            hop->outer_destination = inet_addr(b);
            hop->outer_sum = (hop->outer_source & 0xffff) + (hop->outer_source >> 16)
                + (hop->outer_destination & 0xffff) + (hop->outer_destination >> 16);
        } else if (line[0] != '\n') {
            fprintf(stderr, "not understood: %s", line);
            exit(2);
        }
    }
    fclose(f);
}

static uint64_t processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv)
{
    size_t burst = argc == 8 ? (size_t)atoi(argv[7]) : 0;
    if (burst < 1 || burst > BATCH) {
        fprintf(stderr, "usage: path SCENARIO FRAMES LENGTH OUTPUT PASSES CORE BURST\n");
        return 2;
    }
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET(atoi(argv[6]), &core);
    if (sched_setaffinity(0, sizeof core, &core))
        fail("sched_setaffinity");
    read_scenario(argv[1]);
    build_table();
    size_t length = (size_t)atol(argv[3]);
    int passes = atoi(argv[5]);
    FILE *f = fopen(argv[2], "rb");
    if (!f || length == 0 || headroom + length > slot_size)
        fail(argv[2]);
    fseek(f, 0, SEEK_END);
    size_t count = (size_t)ftell(f) / length;
    rewind(f);
    uint8_t *original = malloc(count * length);
    if (fread(original, length, count, f) != count)
        fail(argv[2]);
    fclose(f);
    memory = mmap(NULL, count * slot_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    struct descriptor *frames = malloc(count * sizeof *frames), *after = malloc(count * sizeof *after);
    uint16_t *port_of = malloc(count * sizeof *port_of);
    if (memory == MAP_FAILED || !frames || !after || !port_of)
        fail("memory");
    memset(port_of, 0xff, count * sizeof *port_of);

    /* One pass more, not timed, to write down what comes out. */
    for (int pass = 0; pass <= passes; pass++) {
        for (size_t i = 0; i < count; i++) {
            frames[i] = (struct descriptor){(uint32_t)i, (uint32_t)headroom, (uint32_t)length};
            memcpy(memory + i * slot_size + headroom, original + i * length, length);
        }
        uint64_t start = processor_time(), sent = 0;
        for (size_t at = 0; at < count; at += burst) {
            size_t n = count - at < burst ? count - at : burst;
            size_t ahead = count - at - n < burst ? count - at - n : burst;
            for (size_t i = at + n; i < at + n + ahead; i++) {
                uint8_t *frame = memory + frames[i].slot * slot_size + frames[i].offset;
                __builtin_prefetch(frame, 1);
                __builtin_prefetch(frame - 1, 1);
            }
            forward(in_port, frames + at, (int)n);
            for (int b = 0; b < busy_ports; b++) {
                struct port *output = &ports[busy[b]];
                sent += (uint64_t)output->waiting;
                for (int k = 0; pass == passes && k < output->waiting; k++) {
                    after[output->out[k].slot] = output->out[k];
                    port_of[output->out[k].slot] = busy[b];
                }
                output->waiting = 0;
            }
            busy_ports = 0;
        }
        start = processor_time() - start;
        if (pass < passes)
            printf("{\"nanoseconds\":%llu,\"frames\":%llu}\n", (unsigned long long)start, (unsigned long long)sent);
    }

    f = fopen(argv[4], "wb");
    if (!f)
        fail(argv[4]);
    for (size_t i = 0; i < count; i++) {
        uint16_t head[2] = {port_of[i], port_of[i] == NO_PORT ? 0 : (uint16_t)after[i].length};
        fwrite(head, sizeof head, 1, f);
        if (head[1] != 0)
            fwrite(memory + i * slot_size + after[i].offset, after[i].length, 1, f);
    }
    fclose(f);
    if (counters.dropped || counters.slow)
        fprintf(stderr, "dropped %llu, slow %llu\n", (unsigned long long)counters.dropped,
            (unsigned long long)counters.slow);
    return 0;
}
