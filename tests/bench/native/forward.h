/* What both forwarders share: a table with one hop for each /24, the work on one frame, counters, the end. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <net/if.h>

static uint8_t table[1 << 24]; /* 1: forward by the one next hop */
static uint8_t in_mac[6], next_header[14];
static unsigned long long received, forwarded, dropped;
static volatile sig_atomic_t ended;

static void on_signal(int number) { (void)number; ended = 1; }

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void mac_of(const char *name, uint8_t *mac)
{
    struct ifreq request = {0};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(s, SIOCGIFHWADDR, &request) < 0)
        fail(name);
    memcpy(mac, request.ifr_hwaddr.sa_data, 6);
    close(s);
}

/* IN OUT NEXT-HOP-MAC PREFIX/LENGTH... with lengths up to 24. */
static void read_arguments(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: %s IN OUT NEXT-HOP-MAC PREFIX/LENGTH...\n", argv[0]);
        exit(2);
    }
    mac_of(argv[1], in_mac);
    uint8_t *m = next_header;
    if (sscanf(argv[3], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", m, m + 1, m + 2, m + 3, m + 4, m + 5) != 6)
        fail(argv[3]);
    mac_of(argv[2], m + 6);
    m[12] = 8;
    for (int i = 4; i < argc; i++) {
        char address[32];
        int length;
        if (sscanf(argv[i], "%31[0-9.]/%d", address, &length) != 2 || length < 1 || length > 24)
            fail(argv[i]);
        memset(table + (ntohl(inet_addr(address)) >> 8), 1, 1u << (24 - length));
    }
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
}

/* RFC 1812 5.2 and 5.3 on a frame in place: 1 when it is to be sent. */
static inline int forward(uint8_t *frame, uint32_t length)
{
    uint8_t *ip = frame + 14;
    uint64_t a, b;
    uint32_t c, total;
    uint16_t check;
    received++;
    if (length < 34 || memcmp(frame, in_mac, 6) || frame[12] != 8 || frame[13] != 0 || ip[0] != 0x45)
        return 0;
    total = (uint32_t)ip[2] << 8 | ip[3];
    if (total < 20 || total > length - 14 || ip[8] <= 1)
        return 0;
    memcpy(&a, ip, 8);
    memcpy(&b, ip + 8, 8);
    memcpy(&c, ip + 16, 4);
    a = (a & 0xffffffff) + (a >> 32) + (b & 0xffffffff) + (b >> 32) + c;
    a = (a & 0xffffffff) + (a >> 32);
    a = (a & 0xffff) + (a >> 16);
    a = (a & 0xffff) + (a >> 16);
    if ((uint16_t)(a + (a >> 16)) != 0xffff || !table[ntohl(c) >> 8])
        return 0;
    memcpy(&check, ip + 10, 2);
    total = check + htons(0x0100);
    check = (uint16_t)(total + (total >= 0xffff));
    memcpy(ip + 10, &check, 2);
    ip[8]--;
    memcpy(frame, next_header, 14);
    return 1;
}

static int report(void)
{
    printf("received %llu forwarded %llu dropped %llu\n", received, forwarded, dropped);
    return 0;
}
