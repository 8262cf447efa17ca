#define _GNU_SOURCE
#include "fib_bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC 0x31424652u
#define SAMPLE_NS 25000000ull
#define BATCH 64
/* Addresses between two looks at the clock. */
#define STRETCH 65536

/* Set when the program starts, so that no compiler knows that it is zero. */
static volatile uint32_t runtime_zero;

struct check { uint64_t checked, wrong; char first[160]; };

void fib_die(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

void fib_pin(int core)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(core, &set);
	if (sched_setaffinity(0, sizeof set, &set) != 0)
		fib_die("cannot run on core %d", core);
}

static uint64_t cpu_time(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct fib_file fib_open(const char *folder, const char *name)
{
	char path[4096];
	struct stat info;
	struct fib_file file;
	snprintf(path, sizeof path, "%s/%s.bin", folder, name);
	int descriptor = open(path, O_RDONLY);
	if (descriptor < 0 || fstat(descriptor, &info) != 0)
		fib_die("cannot read %s", path);
	/* Read, not mapped: the harness's page cache has no part in what is measured. */
	uint8_t *octets = aligned_alloc(64, ((size_t)info.st_size + 63) / 64 * 64);
	size_t have = 0;
	while (octets && have < (size_t)info.st_size) {
		ssize_t got = read(descriptor, octets + have, (size_t)info.st_size - have);
		if (got <= 0)
			fib_die("cannot read %s", path);
		have += (size_t)got;
	}
	close(descriptor);
	if (have < sizeof file.head)
		fib_die("%s is no file of this benchmark", path);
	memcpy(&file.head, octets, sizeof file.head);
	if (file.head.magic != MAGIC)
		fib_die("%s is no file of this benchmark", path);
	file.address_size = file.head.family == 6 ? 16 : 4;
	file.records = octets + sizeof file.head;
	return file;
}

static const char *text_of(const struct fib_file *file, const uint8_t *address)
{
	static __thread char text[INET6_ADDRSTRLEN];
	uint32_t network;
	memcpy(&network, address, 4);
	network = htonl(network);
	inet_ntop(file->address_size == 16 ? AF_INET6 : AF_INET,
		file->address_size == 16 ? (const void *)address : &network, text, sizeof text);
	return text;
}

static void fail(struct check *check, const char *format, ...)
{
	va_list arguments;
	check->wrong++;
	if (check->first[0])
		return;
	va_start(arguments, format);
	vsnprintf(check->first, sizeof check->first, format, arguments);
	va_end(arguments);
}

static void verify(const struct fib_contestant *c, const struct fib_file *file, struct check *check)
{
	const uint32_t *expected = (const uint32_t *)(file->records + file->head.count * file->address_size);
	uint32_t hops[BATCH];
	for (size_t i = 0; i < file->head.count; i += BATCH) {
		size_t n = file->head.count - i < BATCH ? file->head.count - i : BATCH;
		const uint8_t *addresses = file->records + i * file->address_size;
		c->lookup(addresses, hops, n);
		for (size_t j = 0; j < n; j++) {
			check->checked++;
			if (hops[j] != expected[i + j])
				fail(check, "%s: %u instead of %u", text_of(file, addresses + j * file->address_size),
					hops[j], expected[i + j]);
		}
	}
}

static void print_check(const struct check *check)
{
	printf(",\"checked\":%llu,\"wrong\":%llu", (unsigned long long)check->checked, (unsigned long long)check->wrong);
	if (check->wrong)
		printf(",\"firstWrong\":\"%s\"", check->first);
	puts("}");
}

static void stream(const struct fib_contestant *c, const char *folder, const char *name, int samples)
{
	struct fib_file file = fib_open(folder, name);
	const uint32_t *expected = (const uint32_t *)(file.records + file.head.count * file.address_size);
	struct check check = { 0 };
	int chain = strcmp(name, "chain") == 0;
	size_t at = 0, stretches = (file.head.count + STRETCH - 1) / STRETCH;
	uint32_t *right = calloc(stretches + 1, sizeof *right);
	if (!right)
		fib_die("out of memory");
	for (size_t i = 0; i < file.head.count; i++)
		right[i / STRETCH] += expected[i];
	verify(c, &file, &check);
	printf("{\"kind\":\"stream\",\"name\":\"%s\",\"rates\":[", name);
	for (int i = 0; i < samples; i++) {
		uint64_t lookups = 0, start = cpu_time(), spent;
		do {
			size_t first = at * STRETCH;
			size_t n = file.head.count - first < STRETCH ? file.head.count - first : STRETCH;
			const uint8_t *addresses = file.records + first * file.address_size;
			uint32_t sum = chain ? c->chain(addresses, n, runtime_zero) : c->pass(addresses, n);
			lookups += n;
			if (sum != right[at]) {
				check.checked++;
				fail(&check, "%s: timed answers add up to %u instead of %u", name, sum, right[at]);
			}
			at = (at + 1) % stretches;
			spent = cpu_time() - start;
		} while (spent < SAMPLE_NS);
		printf("%s%.3f", i ? "," : "", (double)lookups * 1e3 / (double)spent);
	}
	free(right);
	printf("]");
	print_check(&check);
}

struct reader {
	const struct fib_contestant *contestant;
	struct fib_file file;
	struct check check;
	int core;
	int running, stop;
};

/* Looks addresses up while the table changes, and holds each answer against the three that may be right. */
static void *read_along(void *argument)
{
	struct reader *r = argument;
	const uint32_t (*allowed)[3] = (const void *)(r->file.records + r->file.head.count * r->file.address_size);
	uint32_t hops[BATCH];
	fib_pin(r->core);
	do {
		for (size_t i = 0; i < r->file.head.count; i += BATCH) {
			size_t n = r->file.head.count - i < BATCH ? r->file.head.count - i : BATCH;
			const uint8_t *addresses = r->file.records + i * r->file.address_size;
			r->contestant->lookup(addresses, hops, n);
			for (size_t j = 0; j < n; j++) {
				const uint32_t *a = allowed[i + j];
				r->check.checked++;
				if (hops[j] != a[0] && hops[j] != a[1] && hops[j] != a[2])
					fail(&r->check, "during updates %s: %u instead of %u, %u or %u",
						text_of(&r->file, addresses + j * r->file.address_size), hops[j], a[0], a[1], a[2]);
			}
		}
		__atomic_store_n(&r->running, 1, __ATOMIC_RELEASE);
	} while (!__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE));
	return NULL;
}

static void updates(const struct fib_contestant *c, const char *folder, int other)
{
	struct fib_file file = fib_open(folder, "updates"), after = fib_open(folder, "after");
	struct reader reader = { .contestant = c, .file = fib_open(folder, "watched"), .core = other };
	size_t size = file.address_size + 8;
	pthread_t thread;
	if (pthread_create(&thread, NULL, read_along, &reader) != 0)
		fib_die("no thread for the reader");
	while (!__atomic_load_n(&reader.running, __ATOMIC_ACQUIRE))
		usleep(1000);
	uint64_t start = cpu_time();
	for (size_t i = 0; i < file.head.count; i++)
		c->update(file.records + i * size);
	uint64_t spent = cpu_time() - start;
	__atomic_store_n(&reader.stop, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	verify(c, &after, &reader.check);
	printf("{\"kind\":\"updates\",\"rate\":%.4f", (double)file.head.count * 1e3 / (double)(spent ? spent : 1));
	print_check(&reader.check);
}

int fib_main(int argc, char **argv, const struct fib_contestant *c)
{
	uint64_t touched = 0, fib = 0, rib = 0;
	if (argc != 7)
		fib_die("arguments: NAME FOLDER CORE OTHER-CORE SAMPLES STREAM,STREAM,...");
	const char *folder = argv[2];
	fib_pin(atoi(argv[3]));
	struct fib_file table = fib_open(folder, "table");
	uint64_t start = cpu_time();
	c->build(&table, &touched, &fib, &rib);
	printf("{\"kind\":\"build\",\"milliseconds\":%.3f,\"touched\":%llu,\"fib\":%llu,\"rib\":%llu}\n",
		(double)(cpu_time() - start) / 1e6, (unsigned long long)touched, (unsigned long long)fib,
		(unsigned long long)rib);
	for (char *name = strtok(argv[6], ","); name; name = strtok(NULL, ",")) {
		if (strcmp(name, "updates") != 0)
			stream(c, folder, name, atoi(argv[5]));
		else if (c->update)
			updates(c, folder, atoi(argv[4]));
		fflush(stdout);
	}
	return 0;
}
