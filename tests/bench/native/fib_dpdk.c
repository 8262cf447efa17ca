/* DPDK's rte_fib (DIR-24-8) as a contestant: `scalar` or `avx512`, the next hop as narrow as the table allows. IPv6 tables
 * go to rte_fib6. EAL gets ordinary memory and the 512-bit allowance without which the vector lookup refuses. */
#include "fib_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_memory.h>

#define BATCH 64

static int vector;
static struct rte_fib *fib4;
static struct rte_fib6 *fib6;

static void start_eal(const char *core)
{
	char lcore[32];
	snprintf(lcore, sizeof lcore, "--lcores=0@%.8s", core);
	char *arguments[] = {
		"fib_dpdk", "--no-huge", "--no-pci", "--no-telemetry", "--no-shconf", "--log-level=4",
		"-m", "1024", lcore, "--force-max-simd-bitwidth=512",
	};
	if (rte_eal_init(sizeof arguments / sizeof *arguments, arguments) < 0)
		fib_die("EAL does not start: %s", rte_strerror(rte_errno));
}

/* Second-level tables: one for each distinct /24 (or deeper level) with longer prefixes, and as many again. */
static uint32_t second_levels4(const struct fib_file *table, uint32_t *used)
{
	const struct fib_route4 *routes = (const void *)table->records;
	uint32_t count = 0, last = 0;
	for (uint32_t i = 0; i < table->head.count; i++) {
		if (routes[i].length > 24 && (count == 0 || routes[i].address >> 8 != last)) {
			last = routes[i].address >> 8;
			count++;
		}
	}
	*used = count;
	return count * 2 + 64 < 32767 ? count * 2 + 64 : 32767;
}

static void build4(const struct fib_file *table, uint64_t *touched, uint64_t *fib, uint64_t *rib)
{
	const struct fib_route4 *routes = (const void *)table->records;
	/* One bit of an entry says that it leads on: 7 or 15 are left for the next hop or the number of a table. */
	uint32_t used, levels = second_levels4(table, &used);
	int narrow = table->head.hops < 128 && levels < 128;
	struct rte_fib_conf conf = {
		.type = RTE_FIB_DIR24_8,
		.default_nh = 0,
		.max_routes = (int)(table->head.count + 1024),
		.dir24_8 = { narrow ? RTE_FIB_DIR24_8_1B : RTE_FIB_DIR24_8_2B, levels },
	};
	fib4 = rte_fib_create("fib", SOCKET_ID_ANY, &conf);
	if (!fib4)
		fib_die("rte_fib_create: %s", rte_strerror(rte_errno));
	if (rte_fib_select_lookup(fib4, vector ? RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512
			: RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO) != 0)
		fib_die("rte_fib has no %s lookup on this machine", vector ? "AVX-512" : "scalar");
	for (uint32_t i = 0; i < table->head.count; i++) {
		int failed = rte_fib_add(fib4, routes[i].address, (uint8_t)routes[i].length, routes[i].hop);
		if (failed)
			fib_die("rte_fib_add: %s", rte_strerror(-failed));
	}
	uint64_t entry = narrow ? 1 : 2;
	*touched = (entry << 24) + (uint64_t)used * 256 * entry;
	*fib = (entry << 24) + (uint64_t)levels * 256 * entry;
	*rib = 0; /* rte_rib does not tell */
}

static void lookup4(const void *addresses, uint32_t *hops, size_t count)
{
	uint64_t found[BATCH];
	rte_fib_lookup_bulk(fib4, (uint32_t *)(uintptr_t)addresses, found, (int)count);
	for (size_t i = 0; i < count; i++)
		hops[i] = (uint32_t)found[i];
}

static uint32_t pass4(const void *addresses, size_t count)
{
	uint32_t *a = (uint32_t *)(uintptr_t)addresses;
	uint64_t found[BATCH], sum = 0;
	for (size_t i = 0; i < count; i += BATCH) {
		size_t n = count - i < BATCH ? count - i : BATCH;
		rte_fib_lookup_bulk(fib4, a + i, found, (int)n);
		for (size_t j = 0; j < n; j++)
			sum += found[j];
	}
	return (uint32_t)sum;
}

static uint32_t chain4(const void *addresses, size_t count, uint32_t zero)
{
	const uint32_t *a = addresses;
	uint64_t last = 0, sum = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t address = a[i] ^ ((uint32_t)last & zero);
		rte_fib_lookup_bulk(fib4, &address, &last, 1);
		sum += last;
	}
	return (uint32_t)sum;
}

static void update4(const void *route)
{
	const struct fib_route4 *r = route;
	if (r->hop)
		rte_fib_add(fib4, r->address, (uint8_t)r->length, r->hop);
	else
		rte_fib_delete(fib4, r->address, (uint8_t)r->length);
}

static void build6(const struct fib_file *table, uint64_t *touched, uint64_t *fib, uint64_t *rib)
{
	const struct fib_route6 *routes = (const void *)table->records;
	/* Three tables a route were enough for a real one; entries of two octets can number 32,767 of them. */
	uint32_t levels = table->head.count * 3 + 4096;
	int narrow = levels < 32767;
	struct rte_fib6_conf conf = {
		.type = RTE_FIB6_TRIE,
		.default_nh = 0,
		.max_routes = (int)(table->head.count + 1024),
		.trie = { narrow ? RTE_FIB6_TRIE_2B : RTE_FIB6_TRIE_4B, levels },
	};
	fib6 = rte_fib6_create("fib6", SOCKET_ID_ANY, &conf);
	if (!fib6)
		fib_die("rte_fib6_create: %s", rte_strerror(rte_errno));
	if (rte_fib6_select_lookup(fib6, vector ? RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512 : RTE_FIB6_LOOKUP_TRIE_SCALAR) != 0)
		fib_die("rte_fib6 has no %s lookup on this machine", vector ? "AVX-512" : "scalar");
	for (uint32_t i = 0; i < table->head.count; i++) {
		int failed = rte_fib6_add(fib6, routes[i].address, (uint8_t)routes[i].length, routes[i].hop);
		if (failed)
			fib_die("rte_fib6_add: %s", rte_strerror(-failed));
	}
	uint64_t entry = narrow ? 2 : 4;
	*fib = (entry << 24) + (uint64_t)levels * 256 * entry;
	*touched = *fib; /* it does not tell how many tables are in use */
	*rib = 0;
}

static void lookup6(const void *addresses, uint32_t *hops, size_t count)
{
	uint64_t found[BATCH];
	rte_fib6_lookup_bulk(fib6, (uint8_t (*)[16])(uintptr_t)addresses, found, (int)count);
	for (size_t i = 0; i < count; i++)
		hops[i] = (uint32_t)found[i];
}

static uint32_t pass6(const void *addresses, size_t count)
{
	uint8_t (*a)[16] = (uint8_t (*)[16])(uintptr_t)addresses;
	uint64_t found[BATCH], sum = 0;
	for (size_t i = 0; i < count; i += BATCH) {
		size_t n = count - i < BATCH ? count - i : BATCH;
		rte_fib6_lookup_bulk(fib6, a + i, found, (int)n);
		for (size_t j = 0; j < n; j++)
			sum += found[j];
	}
	return (uint32_t)sum;
}

static uint32_t chain6(const void *addresses, size_t count, uint32_t zero)
{
	const uint8_t (*a)[16] = addresses;
	uint64_t last = 0, sum = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t address[1][16];
		memcpy(address[0], a[i], 16);
		address[0][15] ^= (uint8_t)(last & zero);
		rte_fib6_lookup_bulk(fib6, address, &last, 1);
		sum += last;
	}
	return (uint32_t)sum;
}

static void update6(const void *route)
{
	const struct fib_route6 *r = route;
	if (r->hop)
		rte_fib6_add(fib6, r->address, (uint8_t)r->length, r->hop);
	else
		rte_fib6_delete(fib6, r->address, (uint8_t)r->length);
}

int main(int argc, char **argv)
{
	static const struct fib_contestant ipv4 = { build4, lookup4, pass4, chain4, update4 };
	static const struct fib_contestant ipv6 = { build6, lookup6, pass6, chain6, update6 };
	if (argc != 7)
		fib_die("arguments: scalar|avx512 FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,...");
	vector = strcmp(argv[1], "avx512") == 0;
	start_eal(argv[3]);
	struct fib_file table = fib_open(argv[2], "table");
	return fib_main(argc, argv, table.head.family == 6 ? &ipv6 : &ipv4);
}
