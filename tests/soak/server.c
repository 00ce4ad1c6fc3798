/*
 * The program as it is installed, with three of its functions wrapped by the linker: a
 * depositary that kills or stops itself at a step, a clock that can be set off, and a list of
 * every checkpoint that was signed, also of those that nobody is ever shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "control.h"

#include "depositary/depositary.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static struct sk_control *control;
static int signed_fd = -1;

/* Both are made by the test before it starts a server. */
static void find_control(void)
{
	const char *at = getenv(SK_CONTROL_ENV), *list = getenv(SK_SIGNED_ENV);
	int fd = at ? open(at, O_RDWR | O_CLOEXEC) : -1;
	void *page = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE,
						MAP_SHARED, fd, 0);

	/* It does not outlive the test, however that ends. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signed_fd = list ? open(list, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
	if (page == MAP_FAILED || signed_fd < 0) {
		fputs("soak_server: the test's own files are missing\n", stderr);
		_exit(99);
	}
	close(fd);
	control = page;
}

/* ---- steps ---- */

static bool at_step(void *ctx, const char *step)
{
	int which = 0;

	(void)ctx;
	while (which < SK_STEPS && strcmp(sk_steps[which], step) != 0)
		which++;
	if (which == SK_STEPS)
		return false;
	atomic_fetch_add(&control->passed[which], 1);
	if (atomic_load(&control->armed) != which + 1 ||
	    atomic_fetch_sub(&control->left, 1) > 0 ||
	    atomic_exchange(&control->armed, 0) != which + 1)
		return false;
	atomic_fetch_add(&control->fired, 1);
	kill(getpid(), atomic_load(&control->signal));
	return false;
}

enum vb_code __real_vb_depositary_open_at(const char *dir, const char *url, const char *name,
					  bool create, struct vb_clock clock, struct vb_rng rng,
					  struct vb_depositary **out, struct vb_err *err);
enum vb_code __wrap_vb_depositary_open_at(const char *dir, const char *url, const char *name,
					  bool create, struct vb_clock clock, struct vb_rng rng,
					  struct vb_depositary **out, struct vb_err *err);

enum vb_code __wrap_vb_depositary_open_at(const char *dir, const char *url, const char *name,
					  bool create, struct vb_clock clock, struct vb_rng rng,
					  struct vb_depositary **out, struct vb_err *err)
{
	enum vb_code code = __real_vb_depositary_open_at(dir, url, name, create, clock, rng,
							 out, err);

	if (code == VB_OK && control)
		vb_depositary_on_step(*out, at_step, NULL);
	return code;
}

/* ---- the clock ---- */

static int64_t tell_time(void *ctx)
{
	(void)ctx;
	return (int64_t)time(NULL) + atomic_load(&control->offset);
}

struct vb_clock __wrap_vb_clock_system(void);

struct vb_clock __wrap_vb_clock_system(void)
{
	if (!control)
		find_control();
	return (struct vb_clock){.now = tell_time};
}

/* ---- what is signed ---- */

enum vb_code __real_vb_checkpoint_sign(struct vb_writer *w, struct vb_view origin, uint64_t size,
				       const struct vb_hash *root, const struct vb_signer *log,
				       struct vb_err *err);
enum vb_code __wrap_vb_checkpoint_sign(struct vb_writer *w, struct vb_view origin, uint64_t size,
				       const struct vb_hash *root, const struct vb_signer *log,
				       struct vb_err *err);

/* Listed before the caller has it: "u16 length, note", in one write. */
enum vb_code __wrap_vb_checkpoint_sign(struct vb_writer *w, struct vb_view origin, uint64_t size,
				       const struct vb_hash *root, const struct vb_signer *log,
				       struct vb_err *err)
{
	size_t start = w->len, n;
	enum vb_code code = __real_vb_checkpoint_sign(w, origin, size, root, log, err);
	uint8_t frame[4096];

	n = w->len - start;
	if (code != VB_OK || w->over || n > sizeof(frame) - 2)
		return code;
	frame[0] = (uint8_t)(n >> 8);
	frame[1] = (uint8_t)n;
	memcpy(frame + 2, w->ptr + start, n);
	if (write(signed_fd, frame, n + 2) != (ssize_t)(n + 2))
		_exit(98);
	return code;
}
