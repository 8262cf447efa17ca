/*
 * Longest prefix match for path.c: an index by the upper 16 bits, then records of runs, at /24 grain and within a /24.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MAX_HOPS = 32768 };

/* 256 slots as runs of equal answers: a bit where a run starts, runs before each word, one answer a run. */
struct record {
    uint64_t starts[4];
    uint8_t before[8];
    uint16_t answers[];
};

enum { DEEPER = 0x8000 }; /* the answer is the number of another record */

static uint32_t slices[65536];      /* offset of a record */
static uint8_t *records;            /* all of them; offset 0 answers nothing */
static uint32_t deeper[DEEPER];     /* offset of a record by its number */
static uint32_t records_end, deeper_count;

static inline uint32_t answer_of(const struct record *r, uint32_t slot)
{
    uint64_t upto = r->starts[slot >> 6] & (~0ull >> (63 - (slot & 63)));
    return r->answers[r->before[slot >> 6] + __builtin_popcountll(upto) - 1];
}

static inline uint32_t lookup(uint32_t address)
{
    uint32_t a = answer_of((const struct record *)(records + slices[address >> 16]), address >> 8 & 255);
    if (__builtin_expect(a & DEEPER, 1))
        a = answer_of((const struct record *)(records + deeper[a & ~DEEPER]), address & 255);
    return a;
}

static uint32_t add_record(const uint16_t *slots)
{
    struct record *r = (struct record *)(records + records_end);
    int runs = 0;
    for (int i = 0; i < 256; i++) {
        if (i % 64 == 0)
            r->before[i / 64] = (uint8_t)runs;
        if (i == 0 || slots[i] != slots[i - 1]) {
            r->starts[i / 64] |= 1ull << (i % 64);
            r->answers[runs++] = slots[i];
        }
    }
    uint32_t offset = records_end;
    records_end += (uint32_t)(sizeof *r + 2 * (size_t)runs + 7) & ~7u;
    return offset;
}

struct route { uint32_t address; int length; uint16_t hop; };
static struct route *routes;
static size_t route_count;

static int by_length(const void *a, const void *b)
{
    return ((const struct route *)a)->length - ((const struct route *)b)->length;
}

/* Paints each /16 with its routes, shorter ones first, and folds it into records. */
static void build_table(void)
{
    static uint16_t painted[65536], upper[256];
    records = mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    qsort(routes, route_count, sizeof *routes, by_length);
    uint16_t *short_answers = calloc(65536, sizeof *short_answers);
    uint8_t *used = calloc(65536, 1);
    for (size_t i = 0; i < route_count; i++) {
        uint32_t first = routes[i].address >> 16;
        if (routes[i].length > 16)
            used[first] = 1;
        else
            for (uint32_t s = 0; s < 1u << (16 - routes[i].length); s++)
                short_answers[first + s] = routes[i].hop;
    }
    /* One record for each answer of a whole slice. */
    static uint32_t uniform[MAX_HOPS];
    memset(uniform, 0xff, sizeof uniform);
    for (uint32_t s = 0; s < 65536; s++) {
        uint16_t cover = short_answers[s];
        if (!used[s]) {
            if (uniform[cover] == UINT32_MAX) {
                for (int i = 0; i < 256; i++)
                    upper[i] = cover;
                uniform[cover] = add_record(upper);
            }
            slices[s] = uniform[cover];
            continue;
        }
        for (int i = 0; i < 65536; i++)
            painted[i] = cover;
        for (size_t i = 0; i < route_count; i++)
            if (routes[i].length > 16 && routes[i].address >> 16 == s)
                for (uint32_t a = 0; a < 1u << (32 - routes[i].length); a++)
                    painted[(routes[i].address & 0xffff) + a] = routes[i].hop;
        for (int i = 0; i < 256; i++) {
            const uint16_t *p = painted + 256 * i;
            int same = 1;
            for (int j = 1; j < 256; j++)
                same &= p[j] == p[0];
            upper[i] = p[0];
            if (!same) {
                deeper[deeper_count] = add_record(p);
                upper[i] = (uint16_t)(DEEPER | deeper_count++);
            }
        }
        slices[s] = add_record(upper);
    }
    free(short_answers);
    free(used);
}
