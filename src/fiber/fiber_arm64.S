/* SPDX-License-Identifier: MIT */
/* The switch for the procedure call standard of arm64: callee-saved registers, the low halves of v8 to v15 and fpcr lie
 * on the stack of the fiber that is left, lowest address first:
 *	0 x19 to x28, 80 x29, 88 x30, 96 d8 to d15, 160 fpcr, 168 unused */
#ifdef __aarch64__
	.text

/* void fiber_switch(struct fiber *from (x0), struct fiber *to (x1)) */
	.globl fiber_switch
	.type fiber_switch, %function
fiber_switch:
	.cfi_startproc
	sub sp, sp, #176
	stp x19, x20, [sp]
	stp x21, x22, [sp, #16]
	stp x23, x24, [sp, #32]
	stp x25, x26, [sp, #48]
	stp x27, x28, [sp, #64]
	stp x29, x30, [sp, #80]
	stp d8, d9, [sp, #96]
	stp d10, d11, [sp, #112]
	stp d12, d13, [sp, #128]
	stp d14, d15, [sp, #144]
	mrs x9, fpcr
	str x9, [sp, #160]
	mov x10, sp
	str x10, [x0]
	ldr x10, [x1]
	mov sp, x10
	ldr x11, [x1, #8]
	cbz x11, 1f
	msr tpidr_el0, x11
1:	ldr x10, [sp, #160]
	cmp x9, x10		/* writing the modes is slow, and they hardly ever differ */
	b.eq 2f
	msr fpcr, x10
2:	ldp x19, x20, [sp]
	ldp x21, x22, [sp, #16]
	ldp x23, x24, [sp, #32]
	ldp x25, x26, [sp, #48]
	ldp x27, x28, [sp, #64]
	ldp x29, x30, [sp, #80]
	ldp d8, d9, [sp, #96]
	ldp d10, d11, [sp, #112]
	ldp d12, d13, [sp, #128]
	ldp d14, d15, [sp, #144]
	add sp, sp, #176
	ret
	.cfi_endproc
	.size fiber_switch, . - fiber_switch

/* Where a new fiber returns to from its first switch. A stack walk ends here. */
	.globl fiber_begin
	.type fiber_begin, %function
fiber_begin:
	.cfi_startproc
	.cfi_undefined x30
	blr x19
	brk #1
	.cfi_endproc
	.size fiber_begin, . - fiber_begin

/* uintptr_t fiber_thread_pointer(void) */
	.globl fiber_thread_pointer
	.type fiber_thread_pointer, %function
fiber_thread_pointer:
	.cfi_startproc
	mrs x0, tpidr_el0
	ret
	.cfi_endproc
	.size fiber_thread_pointer, . - fiber_thread_pointer

/* void fiber_frame_init(void *frame): the modes of the caller */
	.globl fiber_frame_init
	.type fiber_frame_init, %function
fiber_frame_init:
	.cfi_startproc
	mrs x9, fpcr
	str x9, [x0, #160]
	ret
	.cfi_endproc
	.size fiber_frame_init, . - fiber_frame_init

	.section .rodata
	.balign 8
	.globl fiber_frame_bytes, fiber_frame_entry, fiber_frame_return
fiber_frame_bytes:
	.quad 176
fiber_frame_entry:
	.quad 0
fiber_frame_return:
	.quad 88
#endif
	.section .note.GNU-stack, "", %progbits
