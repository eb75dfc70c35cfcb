/* SPDX-License-Identifier: MIT */
/* The switch for the System V ABI, x86-64: callee-saved registers and the control words of SSE and x87 lie on the
 * stack of the fiber that is left, lowest address first:
 *	0 mxcsr, 4 x87 control word, 8 r15, 16 r14, 24 r13, 32 r12, 40 rbx, 48 rbp, 56 return address */
#ifdef __x86_64__
	.text

/* void fiber_switch(struct fiber *from (rdi), struct fiber *to (rsi)) */
	.globl fiber_switch
	.type fiber_switch, @function
fiber_switch:
	.cfi_startproc
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	subq $8, %rsp
	stmxcsr (%rsp)
	fnstcw 4(%rsp)
	movl (%rsp), %r8d
	movzwl 4(%rsp), %r9d
	movq %rsp, (%rdi)
	movq (%rsi), %rsp
	movq 8(%rsi), %rdx
	cmpq 8(%rdi), %rdx
	je 3f
	testq %rdx, %rdx
	je 3f
	cmpb $0, fiber_direct_thread_pointer(%rip)
	je 5f
	wrfsbase %rdx
3:	cmpl (%rsp), %r8d	/* loading a mode is slow, and it hardly ever differs */
	jne 6f
4:	cmpw 4(%rsp), %r9w
	jne 7f
	addq $8, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
5:	movq %rdx, %rsi
	movl $0x1002, %edi	/* ARCH_SET_FS */
	movl $158, %eax		/* arch_prctl; clobbers rcx and r11 */
	syscall
	jmp 3b
6:	ldmxcsr (%rsp)
	jmp 4b
7:	fldcw 4(%rsp)
	addq $8, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
	.cfi_endproc
	.size fiber_switch, . - fiber_switch

/* Where a new fiber returns to from its first switch. A stack walk ends here. */
	.globl fiber_begin
	.type fiber_begin, @function
fiber_begin:
	.cfi_startproc
	.cfi_undefined rip
	callq *%rbx
	ud2
	.cfi_endproc
	.size fiber_begin, . - fiber_begin

/* uintptr_t fiber_thread_pointer(void) */
	.globl fiber_thread_pointer
	.type fiber_thread_pointer, @function
fiber_thread_pointer:
	.cfi_startproc
	movq %fs:0, %rax	/* the ABI keeps the pointer itself there */
	ret
	.cfi_endproc
	.size fiber_thread_pointer, . - fiber_thread_pointer

/* void fiber_frame_init(void *frame): the modes of the caller */
	.globl fiber_frame_init
	.type fiber_frame_init, @function
fiber_frame_init:
	.cfi_startproc
	stmxcsr (%rdi)
	fnstcw 4(%rdi)
	ret
	.cfi_endproc
	.size fiber_frame_init, . - fiber_frame_init

	.section .rodata
	.balign 8
	.globl fiber_frame_bytes, fiber_frame_entry, fiber_frame_return
fiber_frame_bytes:
	.quad 64
fiber_frame_entry:
	.quad 40
fiber_frame_return:
	.quad 56
#endif
	.section .note.GNU-stack, "", @progbits
