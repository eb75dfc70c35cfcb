// SPDX-License-Identifier: MIT
#include "explore/operation.h"

/* A semaphore's count, a round, a set of threads: virtual locations fit the low word.
 * Only plain C11 updates are made on 16 bytes. */
static bool is_zero(struct value v)
{
	return v.low == 0 && v.high == 0;
}

static struct value cut(struct value v, unsigned size)
{
	if (size < 8)
		v.low &= (UINT64_C(1) << size * 8) - 1;
	if (size < 16)
		v.high = 0;
	return v;
}

static uint32_t low_half(uint64_t word)
{
	return (uint32_t)word;
}

static uint32_t high_half(uint64_t word)
{
	return (uint32_t)(word >> 32);
}

static uint64_t halves(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

bool update_waits(enum update update)
{
	return update == UPDATE_TAKE || update == UPDATE_DECREMENT ||
	       update == UPDATE_READ_TAKE || update == UPDATE_PASS ||
	       update == UPDATE_WOKEN || update == UPDATE_AWAIT_EQUAL;
}

bool update_enabled(const struct operation *op, struct value value)
{
	switch ((enum update)op->update) {
	case UPDATE_TAKE:
		return is_zero(value);
	case UPDATE_DECREMENT:
		return value.low > 0;
	case UPDATE_READ_TAKE:
		return value.low != WRITER_HELD;
	case UPDATE_PASS:
		return high_half(value.low) != op->operand.low;
	case UPDATE_WOKEN:
		return (high_half(value.low) >> op->operand.low & 1) != 0;
	case UPDATE_AWAIT_EQUAL:
		return value_equal(value, op->operand);
	default:
		return true;
	}
}

bool update_writes(const struct operation *op, struct value value)
{
	switch ((enum update)op->update) {
	case UPDATE_COMPARE:
		return value_equal(value, cut(op->expected, op->size));
	case UPDATE_TRY_TAKE:
		return is_zero(value);
	case UPDATE_TRY_DECREMENT:
		return value.low > 0;
	case UPDATE_TRY_READ_TAKE:
		return value.low != WRITER_HELD;
	case UPDATE_SIGNAL:
	case UPDATE_BROADCAST:
		return low_half(value.low) != 0;
	case UPDATE_PASS:
	case UPDATE_AWAIT_EQUAL:
		return false;
	default:
		return update_enabled(op, value);
	}
}

unsigned update_alternatives(const struct operation *op, struct value value)
{
	unsigned waiting;

	if (op->update != UPDATE_SIGNAL)
		return 1;
	waiting = (unsigned)__builtin_popcount(low_half(value.low));
	return waiting > 0 ? waiting : 1;
}

static uint64_t arrive(uint64_t word, uint64_t threads)
{
	uint32_t arrived = low_half(word) + 1;

	if (arrived >= threads)
		return halves(high_half(word) + 1, 0);
	return halves(high_half(word), arrived);
}

/* The waiting thread number ALTERNATIVE, counted from the lowest, is woken. */
static uint64_t wake(uint64_t word, unsigned alternative)
{
	uint32_t waiting = low_half(word);
	uint32_t bit;

	for (unsigned i = 0; i < alternative; i++)
		waiting &= waiting - 1;
	bit = waiting & -waiting;
	return halves(high_half(word) | bit, low_half(word) & ~bit);
}

static struct value add(struct value a, struct value b)
{
	struct value sum = {a.low + b.low, a.high + b.high};

	sum.high += sum.low < a.low;
	return sum;
}

static struct value negate(struct value v)
{
	return add((struct value) {~v.low, ~v.high}, (struct value) {1, 0});
}

static struct value on_words(enum update update, struct value v, struct value o)
{
	switch (update) {
	case UPDATE_AND:
		return (struct value) {v.low & o.low, v.high & o.high};
	case UPDATE_OR:
		return (struct value) {v.low | o.low, v.high | o.high};
	case UPDATE_XOR:
		return (struct value) {v.low ^ o.low, v.high ^ o.high};
	default:
		return (struct value) {~(v.low & o.low), ~(v.high & o.high)};
	}
}

static struct value result(const struct operation *op, struct value v,
			   unsigned alternative)
{
	struct value o = op->operand;

	switch ((enum update)op->update) {
	case UPDATE_ADD:
		return add(v, o);
	case UPDATE_SUB:
		return add(v, negate(cut(o, op->size)));
	case UPDATE_AND:
	case UPDATE_OR:
	case UPDATE_XOR:
	case UPDATE_NAND:
		return on_words((enum update)op->update, v, o);
	case UPDATE_DECREMENT:
	case UPDATE_TRY_DECREMENT:
		return (struct value) {v.low - 1, 0};
	case UPDATE_READ_TAKE:
	case UPDATE_TRY_READ_TAKE:
		return (struct value) {v.low + 1, 0};
	case UPDATE_ARRIVE:
		return (struct value) {arrive(v.low, op->expected.low), 0};
	case UPDATE_SIGNAL:
		return (struct value) {wake(v.low, alternative), 0};
	case UPDATE_BROADCAST:
		return (struct value) {halves(high_half(v.low) | low_half(v.low), 0), 0};
	case UPDATE_WOKEN:
		return (struct value) {v.low & ~(UINT64_C(1) << (32 + o.low)), 0};
	default:
		return o; /* EXCHANGE, COMPARE, TAKE, TRY_TAKE */
	}
}

struct value update_apply(const struct operation *op, struct value value,
			  unsigned alternative)
{
	return cut(result(op, value, alternative), op->size);
}
