/*
 * An allocator that counts, and fails when it is told to: instead of that of the C library,
 * for all of the program.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scarce.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WRAPPED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WRAPPED 0
#else
#define WRAPPED 1
#endif
#else
#define WRAPPED 1
#endif

const bool scarce_here = WRAPPED;
unsigned countdown;
bool failed;
long live;

#if WRAPPED
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static bool fails(void)
{
	if (countdown == 0 || --countdown > 0)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	live += p != NULL;
	return p;
}

void *malloc(size_t n)
{
	return fails() ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : counted(__libc_calloc(n, size));
}

static void *resized(void *p, size_t n)
{
	void *q;

	if (fails())
		return NULL;
	q = __libc_realloc(p, n);
	if (!p)
		counted(q);
	return q;
}

void *realloc(void *p, size_t n)
{
	return resized(p, n);
}

void free(void *p)
{
	live -= p != NULL;
	__libc_free(p);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return resized(p, bytes);
}

/* libsodium keeps secrets in pages of their own.  Under this name, whatever the width of
 * an offset is here. */
void *map_pages(void *at, size_t len, int prot, int flags, int fd, long offset) __asm__("mmap");

void *map_pages(void *at, size_t len, int prot, int flags, int fd, long offset)
{
	void *p;

	if (fails())
		return MAP_FAILED;
	p = (void *)syscall(SYS_mmap, at, len, prot, flags, fd, offset);
	live += p != MAP_FAILED;
	return p;
}

int munmap(void *p, size_t len)
{
	live--;
	return (int)syscall(SYS_munmap, p, len);
}
#endif
