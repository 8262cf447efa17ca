/* What all contestants of `router bench fib` share: the files the harness wrote, the checks, the clock, the lines.
 *
 * A file: four 32-bit words (magic, family 4 or 6, records, most next hop), then records. Numbers are little-endian;
 * an address is one such word, or for IPv6 sixteen octets in network order. */
#ifndef FIB_BENCH_H
#define FIB_BENCH_H

#include <stddef.h>
#include <stdint.h>

struct fib_header { uint32_t magic, family, count, hops; };
struct fib_route4 { uint32_t address, length, hop; };
struct fib_route6 { uint8_t address[16]; uint32_t length, hop; };

struct fib_file {
	struct fib_header head;
	size_t address_size;    /* 4 or 16 */
	const uint8_t *records;
};

/* A contestant. Addresses are passed as they lie in the files; next hop 0 is no route. */
struct fib_contestant {
	/* Takes the whole table; fills in the octets that lookups can touch, all of the table, and the routes. */
	void (*build)(const struct fib_file *table, uint64_t *touched, uint64_t *fib, uint64_t *rib);
	/* The answers, one by one, for checking. */
	void (*lookup)(const void *addresses, uint32_t *hops, size_t count);
	/* Timed: the sum of all answers, modulo 2^32. */
	uint32_t (*pass)(const void *addresses, size_t count);
	/* Timed: each address is made from the answer before it, by bits that zero masks away. */
	uint32_t (*chain)(const void *addresses, size_t count, uint32_t zero);
	/* One update, hop 0 withdraws; NULL where there are none. */
	void (*update)(const void *route);
};

struct fib_file fib_open(const char *folder, const char *name);

/* Arguments: NAME FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,... as the harness gives them. Returns an exit code. */
int fib_main(int argc, char **argv, const struct fib_contestant *contestant);

void fib_pin(int core);
_Noreturn void fib_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
