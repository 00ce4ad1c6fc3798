/*
 * A library to be preloaded: the n-th call of one class that the program makes into the
 * system fails.  failing.py drives it.
 *
 * SPDX-License-Identifier: ISC
 *
 * FAILING_CLASS says which calls are counted:
 *
 *   alloc   malloc, calloc, realloc, reallocarray, aligned_alloc, posix_memalign, and
 *           anonymous mmap: they give NULL, ENOMEM.  libc calls these by name too, so
 *           strdup, asprintf, open_memstream, qsort and the buffers of stdio are reached;
 *           what libc maps by itself (large blocks of malloc, stacks of threads) is not.
 *   inner   the same, called by SQLite and libcrypto: many, and much alike.
 *   io      opening, reading, writing, syncing, cutting, locking, examining, renaming,
 *           linking, removing, closing of files, mapping of files: they fail with EIO.
 *   space   those of them that need room: ENOSPC.
 *   short   writes: the n-th takes half of its bytes, as a disk does that is full after it.
 *
 * FAILING_AT: n, from 1.  FAILING_HOW: "once"; "on", every later call fails as well (for
 * short: with ENOSPC); "stop", a trap for a debugger instead.  FAILING_REPORT names a file:
 * how many calls there were of each class, and which one failed.  FAILING_TIME: the time
 * that it is all along, so that a run can be repeated.  Sleep takes no time, since SQLite
 * tries again for ten seconds where a lock fails, and scrypt next to none.
 *
 * Counted is what happens inside main().  A call inside libc to another of its functions
 * does not come by here: not the reads and writes of stdio, so a stream that fdopen() made
 * stands for them: in class space it is counted as one call, which moves it to /dev/full.
 * SQLite calls through a table of its own, filled with the addresses that we give.
 */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define OPEN __attribute__((visibility("default")))

enum class { ALLOC = 1, INNER = 2, IO = 4, SPACE = 8, SHORT = 16 };
enum verdict { PASS, FAIL, HALF };

static const char *const class_names[] = {"alloc", "inner", "io", "space", "short"};
#define NCLASSES (sizeof(class_names) / sizeof(class_names[0]))

static atomic_bool armed;
static atomic_uint calls[NCLASSES];
static unsigned chosen, at;
static bool on, stop;
static long fixed_time;
static const char *report_path;
static _Atomic(const char *) failed;

/* The function that would have been called without us. */
static void *resolve(const char *name)
{
	static atomic_bool resolving;
	static const char words[] = "failing: the function to be failed was not found\n";
	void *p;

	/* dlsym() allocates where it fails, and then comes back here. */
	p = atomic_exchange(&resolving, true) ? NULL : dlsym(RTLD_NEXT, name);
	atomic_store(&resolving, false);
	if (!p) {
		syscall(SYS_write, STDERR_FILENO, words, sizeof(words) - 1);
		abort();
	}
	return p;
}

#define REAL(name)                                                                            \
	({                                                                                    \
		static _Atomic(__typeof__(&(name))) kept_;                                    \
		__typeof__(&(name)) real_ = atomic_load(&kept_);                              \
                                                                                              \
		if (!real_) {                                                                 \
			real_ = (__typeof__(real_))resolve(#name);                            \
			atomic_store(&kept_, real_);                                          \
		}                                                                             \
		real_;                                                                        \
	})

/* What becomes of a call of these classes; errno is set where it fails. */
static enum verdict judge(unsigned classes, const char *name)
{
	enum verdict v = PASS;

	if (!atomic_load(&armed))
		return PASS;
	for (unsigned i = 0; i < NCLASSES; i++) {
		unsigned n;

		if (!(classes & 1u << i))
			continue;
		n = atomic_fetch_add(&calls[i], 1) + 1;
		if (1u << i != chosen || n < at || (n > at && !on))
			continue;
		if (n == at)
			atomic_store(&failed, name);
		if (stop)
			raise(SIGTRAP);
		v = chosen == SHORT && n == at ? HALF : FAIL;
		errno = chosen & (ALLOC | INNER) ? ENOMEM : chosen == IO ? EIO : ENOSPC;
	}
	return v;
}

static bool fails(unsigned classes, const char *name)
{
	return judge(classes, name) == FAIL;
}

/* ---- allocating ---- */

/* Where SQLite and libcrypto are loaded. */
static struct range {
	uintptr_t from, to;
} engine[2];

static int find_engine(struct dl_phdr_info *info, size_t size, void *ctx)
{
	struct range *r = strstr(info->dlpi_name, "/libsqlite3.")  ? &engine[0] :
			  strstr(info->dlpi_name, "/libcrypto.")   ? &engine[1] :
								      NULL;

	(void)size;
	(void)ctx;
	for (unsigned i = 0; r && i < info->dlpi_phnum; i++) {
		uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		if (!r->from || from < r->from)
			r->from = from;
		if (from + info->dlpi_phdr[i].p_memsz > r->to)
			r->to = from + info->dlpi_phdr[i].p_memsz;
	}
	return 0;
}

static unsigned asked_by(const void *caller)
{
	uintptr_t p = (uintptr_t)caller;

	for (unsigned i = 0; i < 2; i++) {
		if (p >= engine[i].from && p < engine[i].to)
			return INNER;
	}
	return ALLOC;
}

#define ALLOCATING asked_by(__builtin_return_address(0))

OPEN void *malloc(size_t n)
{
	return fails(ALLOCATING, __func__) ? NULL : REAL(malloc)(n);
}

OPEN void *calloc(size_t n, size_t size)
{
	return fails(ALLOCATING, __func__) ? NULL : REAL(calloc)(n, size);
}

OPEN void *realloc(void *p, size_t n)
{
	return fails(ALLOCATING, __func__) ? NULL : REAL(realloc)(p, n);
}

OPEN void *reallocarray(void *p, size_t n, size_t size)
{
	return fails(ALLOCATING, __func__) ? NULL : REAL(reallocarray)(p, n, size);
}

OPEN void *aligned_alloc(size_t alignment, size_t n)
{
	return fails(ALLOCATING, __func__) ? NULL : REAL(aligned_alloc)(alignment, n);
}

OPEN int posix_memalign(void **p, size_t alignment, size_t n)
{
	return fails(ALLOCATING, __func__) ? ENOMEM : REAL(posix_memalign)(p, alignment, n);
}

OPEN void *mmap(void *p, size_t n, int prot, int flags, int fd, off_t from)
{
	return fails(flags & MAP_ANONYMOUS ? ALLOCATING : IO, __func__) ?
		       MAP_FAILED : REAL(mmap)(p, n, prot, flags, fd, from);
}

OPEN void *mmap64(void *p, size_t n, int prot, int flags, int fd, off64_t from)
{
	return fails(flags & MAP_ANONYMOUS ? ALLOCATING : IO, __func__) ?
		       MAP_FAILED : REAL(mmap64)(p, n, prot, flags, fd, from);
}

/* ---- opening ---- */

static unsigned opening(int flags)
{
	return flags & O_CREAT ? IO | SPACE : IO;
}

/* The mode behind @flags, which is there if they say so. */
#define MODE_BEHIND(flags)                                                                    \
	({                                                                                    \
		mode_t mode_ = 0;                                                             \
		va_list ap_;                                                                  \
                                                                                              \
		va_start(ap_, flags);                                                         \
		if ((flags) & (O_CREAT | __O_TMPFILE))                                        \
			mode_ = va_arg(ap_, mode_t);                                          \
		va_end(ap_);                                                                  \
		mode_;                                                                        \
	})

OPEN int open(const char *path, int flags, ...)
{
	mode_t mode = MODE_BEHIND(flags);

	return fails(opening(flags), __func__) ? -1 : REAL(open)(path, flags, mode);
}

OPEN int open64(const char *path, int flags, ...)
{
	mode_t mode = MODE_BEHIND(flags);

	return fails(opening(flags), __func__) ? -1 : REAL(open64)(path, flags, mode);
}

OPEN int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = MODE_BEHIND(flags);

	return fails(opening(flags), __func__) ? -1 : REAL(openat)(dir, path, flags, mode);
}

OPEN int openat64(int dir, const char *path, int flags, ...)
{
	mode_t mode = MODE_BEHIND(flags);

	return fails(opening(flags), __func__) ? -1 : REAL(openat64)(dir, path, flags, mode);
}

OPEN int mkostemp64(char *path, int flags)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(mkostemp64)(path, flags);
}

OPEN int mkdir(const char *path, mode_t mode)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(mkdir)(path, mode);
}

OPEN int mknod(const char *path, mode_t mode, dev_t dev)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(mknod)(path, mode, dev);
}

/* A disk that is full behind a stream: what is written through it fails inside libc. */
OPEN FILE *fdopen(int fd, const char *mode)
{
	int full;

	switch (judge(IO | SPACE, __func__)) {
	case PASS:
		return REAL(fdopen)(fd, mode);
	case HALF:
	case FAIL:
		break;
	}
	if (chosen == IO)
		return NULL;
	full = (int)syscall(SYS_openat, AT_FDCWD, "/dev/full", O_WRONLY | O_CLOEXEC);
	syscall(SYS_dup3, full, fd, O_CLOEXEC);
	syscall(SYS_close, full);
	return REAL(fdopen)(fd, mode);
}

/* The file is closed in any case, as it is under Linux. */
OPEN int close(int fd)
{
	if (!fails(IO, __func__))
		return REAL(close)(fd);
	REAL(close)(fd);
	errno = EIO;
	return -1;
}

/* ---- reading and writing ---- */

OPEN ssize_t read(int fd, void *p, size_t n)
{
	return fails(IO, __func__) ? -1 : REAL(read)(fd, p, n);
}

/* What read() is called where the compiler knows the size of the buffer. */
OPEN ssize_t __read_chk(int fd, void *p, size_t n, size_t size);
OPEN ssize_t __read_chk(int fd, void *p, size_t n, size_t size)
{
	return fails(IO, __func__) ? -1 : REAL(__read_chk)(fd, p, n, size);
}

OPEN ssize_t pread(int fd, void *p, size_t n, off_t from)
{
	return fails(IO, __func__) ? -1 : REAL(pread)(fd, p, n, from);
}

OPEN ssize_t pread64(int fd, void *p, size_t n, off64_t from)
{
	return fails(IO, __func__) ? -1 : REAL(pread64)(fd, p, n, from);
}

/* How many of @n bytes this call takes; -1: it fails. */
static ssize_t taken(const char *name, size_t n)
{
	enum verdict v = judge(n > 1 ? IO | SPACE | SHORT : IO | SPACE, name);

	return v == FAIL ? -1 : (ssize_t)(v == HALF ? n / 2 : n);
}

OPEN ssize_t write(int fd, const void *p, size_t n)
{
	ssize_t some = taken(__func__, n);

	return some < 0 ? -1 : REAL(write)(fd, p, (size_t)some);
}

OPEN ssize_t pwrite(int fd, const void *p, size_t n, off_t from)
{
	ssize_t some = taken(__func__, n);

	return some < 0 ? -1 : REAL(pwrite)(fd, p, (size_t)some, from);
}

OPEN ssize_t pwrite64(int fd, const void *p, size_t n, off64_t from)
{
	ssize_t some = taken(__func__, n);

	return some < 0 ? -1 : REAL(pwrite64)(fd, p, (size_t)some, from);
}

OPEN ssize_t writev(int fd, const struct iovec *v, int n)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(writev)(fd, v, n);
}

OPEN ssize_t pwritev(int fd, const struct iovec *v, int n, off_t from)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(pwritev)(fd, v, n, from);
}

OPEN ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t from)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(pwritev64)(fd, v, n, from);
}

OPEN int ftruncate(int fd, off_t size)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(ftruncate)(fd, size);
}

OPEN int ftruncate64(int fd, off64_t size)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(ftruncate64)(fd, size);
}

OPEN int fsync(int fd)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(fsync)(fd);
}

OPEN int fdatasync(int fd)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(fdatasync)(fd);
}

/* ---- names, modes, locks ---- */

OPEN int rename(const char *from, const char *to)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(rename)(from, to);
}

OPEN int renameat(int dir, const char *from, int dir2, const char *to)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(renameat)(dir, from, dir2, to);
}

OPEN int link(const char *from, const char *to)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(link)(from, to);
}

OPEN int linkat(int dir, const char *from, int dir2, const char *to, int flags)
{
	return fails(IO | SPACE, __func__) ? -1 : REAL(linkat)(dir, from, dir2, to, flags);
}

OPEN int unlink(const char *path)
{
	return fails(IO, __func__) ? -1 : REAL(unlink)(path);
}

OPEN int unlinkat(int dir, const char *path, int flags)
{
	return fails(IO, __func__) ? -1 : REAL(unlinkat)(dir, path, flags);
}

OPEN int rmdir(const char *path)
{
	return fails(IO, __func__) ? -1 : REAL(rmdir)(path);
}

OPEN int access(const char *path, int mode)
{
	return fails(IO, __func__) ? -1 : REAL(access)(path, mode);
}

OPEN int faccessat(int dir, const char *path, int mode, int flags)
{
	return fails(IO, __func__) ? -1 : REAL(faccessat)(dir, path, mode, flags);
}

OPEN ssize_t readlink(const char *path, char *out, size_t n)
{
	return fails(IO, __func__) ? -1 : REAL(readlink)(path, out, n);
}

OPEN int fchown(int fd, uid_t user, gid_t group)
{
	return fails(IO, __func__) ? -1 : REAL(fchown)(fd, user, group);
}

OPEN int fchmod(int fd, mode_t mode)
{
	return fails(IO, __func__) ? -1 : REAL(fchmod)(fd, mode);
}

OPEN int stat(const char *path, struct stat *out)
{
	return fails(IO, __func__) ? -1 : REAL(stat)(path, out);
}

OPEN int stat64(const char *path, struct stat64 *out)
{
	return fails(IO, __func__) ? -1 : REAL(stat64)(path, out);
}

OPEN int lstat(const char *path, struct stat *out)
{
	return fails(IO, __func__) ? -1 : REAL(lstat)(path, out);
}

OPEN int lstat64(const char *path, struct stat64 *out)
{
	return fails(IO, __func__) ? -1 : REAL(lstat64)(path, out);
}

OPEN int fstatat(int folder, const char *path, struct stat *out, int flags)
{
	return fails(IO, __func__) ? -1 : REAL(fstatat)(folder, path, out, flags);
}

OPEN int fstatat64(int folder, const char *path, struct stat64 *out, int flags)
{
	return fails(IO, __func__) ? -1 : REAL(fstatat64)(folder, path, out, flags);
}

OPEN int fstat(int fd, struct stat *out)
{
	return fails(IO, __func__) ? -1 : REAL(fstat)(fd, out);
}

OPEN int fstat64(int fd, struct stat64 *out)
{
	return fails(IO, __func__) ? -1 : REAL(fstat64)(fd, out);
}

OPEN int flock(int fd, int operation)
{
	return fails(IO, __func__) ? -1 : REAL(flock)(fd, operation);
}

/* Locks only; the third argument is a pointer or a number, and both fit one word. */
static unsigned controlling(int command)
{
	return command == F_SETLK || command == F_SETLKW || command == F_GETLK ? IO : 0;
}

OPEN int fcntl(int fd, int command, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	return fails(controlling(command), __func__) ? -1 : REAL(fcntl)(fd, command, arg);
}

OPEN int fcntl64(int fd, int command, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	return fails(controlling(command), __func__) ? -1 : REAL(fcntl64)(fd, command, arg);
}

/* ---- time: it stands, and nobody waits ---- */

OPEN int usleep(useconds_t n)
{
	(void)n;
	return 0;
}

OPEN unsigned sleep(unsigned n)
{
	(void)n;
	return 0;
}

OPEN int nanosleep(const struct timespec *n, struct timespec *left)
{
	(void)n;
	(void)left;
	return 0;
}

OPEN int clock_gettime(clockid_t clock, struct timespec *out)
{
	if (clock != CLOCK_REALTIME || !fixed_time)
		return REAL(clock_gettime)(clock, out);
	*out = (struct timespec){.tv_sec = fixed_time};
	return 0;
}

OPEN int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	if (!fixed_time)
		return REAL(gettimeofday)(out, zone);
	*out = (struct timeval){.tv_sec = fixed_time};
	return 0;
}

OPEN time_t time(time_t *out)
{
	time_t now = fixed_time ? (time_t)fixed_time : REAL(time)(NULL);

	if (out)
		*out = now;
	return now;
}

/* The words that people compare take scrypt a tenth of a second, and whoever makes a desk
 * needs them several times: here they are other words. */
typedef int scrypt_fn(const uint8_t *, size_t, const uint8_t *, size_t, uint64_t, uint32_t,
		      uint32_t, uint8_t *, size_t);

OPEN scrypt_fn crypto_pwhash_scryptsalsa208sha256_ll;
OPEN int crypto_pwhash_scryptsalsa208sha256_ll(const uint8_t *phrase, size_t phrase_len,
					       const uint8_t *salt, size_t salt_len,
					       uint64_t n, uint32_t r, uint32_t p,
					       uint8_t *out, size_t out_len)
{
	return REAL(crypto_pwhash_scryptsalsa208sha256_ll)(phrase, phrase_len, salt, salt_len,
							   n > 16 ? 16 : n, r, p, out,
							   out_len);
}

/* ---- main ---- */

static unsigned long number(const char *name)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : 0;
}

static void read_environment(void)
{
	const char *class = getenv("FAILING_CLASS"), *how = getenv("FAILING_HOW");

	for (unsigned i = 0; class && i < NCLASSES; i++) {
		if (strcmp(class, class_names[i]) == 0)
			chosen = 1u << i;
	}
	at = (unsigned)number("FAILING_AT");
	if (at == 0)
		chosen = 0;
	on = how && strcmp(how, "on") == 0;
	stop = how && strcmp(how, "stop") == 0;
	fixed_time = (long)number("FAILING_TIME");
	report_path = getenv("FAILING_REPORT");
	dl_iterate_phdr(find_engine, NULL);
}

static void report(void)
{
	const char *name = atomic_load(&failed);
	char line[200];
	int fd, n;

	if (!report_path)
		return;
	n = snprintf(line, sizeof(line), "%u %u %u %u %u %s\n", calls[0], calls[1], calls[2],
		     calls[3], calls[4], name ? name : "-");
	fd = (int)syscall(SYS_openat, AT_FDCWD, report_path,
			  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	syscall(SYS_write, fd, line, (size_t)n);
	syscall(SYS_close, fd);
}

static int (*program)(int, char **, char **);

static int counted(int argc, char **argv, char **env)
{
	int code;

	atomic_store(&armed, true);
	code = program(argc, argv, env);
	atomic_store(&armed, false);
	report();
	return code;
}

typedef int start_fn(int (*)(int, char **, char **), int, char **, void (*)(void),
		     void (*)(void), void (*)(void), void *);

OPEN start_fn __libc_start_main;
OPEN int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
			   void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
			   void *stack_end)
{
	program = main;
	read_environment();
	return REAL(__libc_start_main)(counted, argc, argv, init, fini, rtld_fini, stack_end);
}
