/* A trie of the shape of Poptrie (Asai and Ohara, SIGCOMM 2015), written from the paper's description: 18 bits by direct
 * pointing, then nodes of 64 ways at 6, 6 and 2 bits. A node has a vector that marks inner children, a vector that marks
 * where a run of equal leaves begins (leaf compression), and the first of its children and leaves in two arrays; a
 * population count finds the rest. Lookups only: it stands for speed and size. */
#include "fib_bench.h"

#include <stdlib.h>
#include <string.h>

#define DIRECT_BITS 18
#define STEP 6
#define LEAF 0x80000000u
/* Addresses in a call, as our own structures get them. */
#define BATCH 32

struct node { uint64_t inner, leaves; uint32_t first_leaf, first_node; };

static uint32_t *direct;
static struct node *nodes;
static uint16_t *leaves;
static size_t node_count, node_room, leaf_count, leaf_room;

/* The routes as a binary tree, from which the trie is cut. Child 0 is none; node 0 is the root. */
struct bit { uint32_t child[2]; uint32_t hop; };
static struct bit *bits;
static size_t bit_count, bit_room;

static void *grown(void *array, size_t *room, size_t need, size_t size)
{
	if (need <= *room)
		return array;
	*room = need * 2;
	array = realloc(array, *room * size);
	if (!array)
		fib_die("out of memory");
	return array;
}

static uint32_t new_bit(void)
{
	bits = grown(bits, &bit_room, bit_count + 1, sizeof *bits);
	memset(&bits[bit_count], 0, sizeof *bits);
	return (uint32_t)bit_count++;
}

static void insert(const struct fib_route4 *route)
{
	uint32_t at = 0;
	for (uint32_t depth = 0; depth < route->length; depth++) {
		uint32_t way = (route->address >> (31 - depth)) & 1;
		if (!bits[at].child[way]) {
			uint32_t made = new_bit();
			bits[at].child[way] = made;
		}
		at = bits[at].child[way];
	}
	bits[at].hop = route->hop;
}

/* What lies `left` bits below a binary node, in order: a subtree (to be an inner child) or the hop in force there. */
struct slot { uint32_t subtree, hop; };

static struct slot *spread(uint32_t at, int present, uint32_t hop, int left, struct slot *out)
{
	if (present && bits[at].hop)
		hop = bits[at].hop;
	if (left == 0) {
		int below = present && (bits[at].child[0] || bits[at].child[1]);
		*out = (struct slot){ below ? at : 0, hop };
		return out + 1;
	}
	for (int way = 0; way < 2; way++) {
		uint32_t child = present ? bits[at].child[way] : 0;
		out = spread(child, child != 0, hop, left - 1, out);
	}
	return out;
}

static void fill(size_t place, uint32_t subtree, uint32_t hop)
{
	struct slot slots[1 << STEP];
	struct node node = { .first_leaf = (uint32_t)leaf_count };
	uint32_t last = 0;
	/* Inside the subtree its root's own hop is already in force. */
	spread(subtree, 1, hop, STEP, slots);
	for (int i = 0; i < 1 << STEP; i++) {
		if (slots[i].subtree) {
			node.inner |= 1ull << i;
		} else if (!node.leaves || slots[i].hop != last) {
			node.leaves |= 1ull << i;
			last = slots[i].hop;
			leaves = grown(leaves, &leaf_room, leaf_count + 1, sizeof *leaves);
			leaves[leaf_count++] = (uint16_t)last;
		}
	}
	node.first_node = (uint32_t)node_count;
	node_count += (size_t)__builtin_popcountll(node.inner);
	nodes = grown(nodes, &node_room, node_count, sizeof *nodes);
	nodes[place] = node;
	uint32_t next = node.first_node;
	for (int i = 0; i < 1 << STEP; i++)
		if (slots[i].subtree)
			fill(next++, slots[i].subtree, slots[i].hop);
}

static void build(const struct fib_file *table, uint64_t *touched, uint64_t *fib, uint64_t *rib)
{
	const struct fib_route4 *routes = (const void *)table->records;
	if (table->head.family != 4)
		fib_die("this trie holds IPv4 only");
	new_bit();
	for (uint32_t i = 0; i < table->head.count; i++)
		insert(&routes[i]);

	struct slot *slots = malloc(sizeof *slots << DIRECT_BITS);
	direct = aligned_alloc(64, sizeof *direct << DIRECT_BITS);
	if (!slots || !direct)
		fib_die("out of memory");
	spread(0, 1, 0, DIRECT_BITS, slots);
	for (uint32_t i = 0; i < 1u << DIRECT_BITS; i++) {
		if (!slots[i].subtree) {
			direct[i] = LEAF | slots[i].hop;
			continue;
		}
		size_t place = node_count++;
		nodes = grown(nodes, &node_room, node_count, sizeof *nodes);
		direct[i] = (uint32_t)place;
		fill(place, slots[i].subtree, slots[i].hop);
	}
	free(slots);
	*touched = (sizeof *direct << DIRECT_BITS) + node_count * sizeof *nodes + leaf_count * sizeof *leaves;
	*fib = *touched;
	*rib = 0; /* the binary tree above is not how Poptrie keeps its routes */
}

/* The six bits from `offset` on; beyond the last bit of the address there are zeros. */
static inline uint32_t six(uint32_t address, int offset)
{
	return (uint32_t)(((uint64_t)address << 32) >> (64 - STEP - offset)) & 63;
}

static inline uint32_t find(uint32_t address)
{
	uint32_t at = direct[address >> (32 - DIRECT_BITS)];
	if (at & LEAF)
		return at & ~LEAF;
	int offset = DIRECT_BITS;
	const struct node *node = &nodes[at];
	uint32_t v = six(address, offset);
	while (node->inner & (1ull << v)) {
		node = &nodes[node->first_node + (uint32_t)__builtin_popcountll(node->inner & ((2ull << v) - 1)) - 1];
		offset += STEP;
		v = six(address, offset);
	}
	return leaves[node->first_leaf + (uint32_t)__builtin_popcountll(node->leaves & ((2ull << v) - 1)) - 1];
}

/* As the others answer: a call for a batch, every answer stored. Out of line, or the compiler would sum them up at once. */
static __attribute__((noinline)) void lookup(const void *addresses, uint32_t *hops, size_t count)
{
	const uint32_t *a = addresses;
	for (size_t i = 0; i < count; i++)
		hops[i] = find(a[i]);
}

static uint32_t pass(const void *addresses, size_t count)
{
	const uint32_t *a = addresses;
	uint32_t sum = 0, hops[BATCH];
	for (size_t i = 0; i < count; i += BATCH) {
		size_t n = count - i < BATCH ? count - i : BATCH;
		lookup(a + i, hops, n);
		for (size_t j = 0; j < n; j++)
			sum += hops[j];
	}
	return sum;
}

static uint32_t chain(const void *addresses, size_t count, uint32_t zero)
{
	const uint32_t *a = addresses;
	uint32_t sum = 0, last = 0;
	for (size_t i = 0; i < count; i++)
		sum += last = find(a[i] ^ (last & zero));
	return sum;
}

int main(int argc, char **argv)
{
	static const struct fib_contestant poptrie = { build, lookup, pass, chain, NULL };
	return fib_main(argc, argv, &poptrie);
}
