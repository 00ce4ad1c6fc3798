/*
 * Tiles read over HTTP, beside a handler of libmicrohttpd's that does nothing but answer as
 * many bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS 64u
#define SECONDS 1.5
#define RUNS 5u
#define BYTES (VB_TILE_WIDTH * 32u)

/* ---- the bare one, a process of its own ---- */

static enum MHD_Result answer(void *cls, struct MHD_Connection *c, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *len, void **state)
{
	static uint8_t tile[BYTES];
	struct MHD_Response *r;
	enum MHD_Result done;

	(void)cls, (void)url, (void)method, (void)version, (void)data, (void)len;
	if (!*state) {
		*state = tile;
		return MHD_YES;
	}
	r = MHD_create_response_from_buffer(BYTES, tile, MHD_RESPMEM_PERSISTENT);
	done = r ? MHD_queue_response(c, 200, r) : MHD_NO;
	MHD_destroy_response(r);
	return done;
}

void bench_bare_server(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct MHD_Daemon *d;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	d = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			     MHD_USE_POLL | MHD_USE_ITC, 0, NULL, NULL, answer, NULL,
			     MHD_OPTION_SOCK_ADDR, &in, MHD_OPTION_END);
	if (!d)
		bench_die("the bare server", NULL);
	printf("bare at port %u\n",
	       (unsigned)MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	for (;;)
		pause();
}

/* ---- ours ---- */

/* A full tile of hashes, asked for with a pass that whoever has it may read with. */
static size_t put_request(const struct cl_table *t, const char *host, uint8_t *out, size_t cap)
{
	struct vb_signer act = vb_signer_secret(t->m[0].act, t->m[0].name, VB_KEY_ED25519);
	char id[65], pass64[2 * VB_PASS_MAX];
	uint8_t pass[VB_PASS_MAX];
	struct vb_writer w;

	vb_writer_init(&w, pass, sizeof(pass));
	if (vb_pass_put(&w, &t->draft, NULL, vb_clock_system().now(NULL) + VB_DAY, &act,
			NULL) != VB_OK)
		bench_die("a pass", NULL);
	vb_base64(pass64, pass, w.len);
	vb_hex(id, t->id.b, sizeof(t->id.b));
	vb_writer_init(&w, out, cap);
	vb_putf(&w, "GET /t/%s/tile/0/000 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
		    "\r\n", id, host, pass64);
	return w.len;
}

static void fill(struct cl_table *t)
{
	struct vb_err err = {0};
	uint64_t index;

	for (unsigned i = 0; i < VB_TILE_WIDTH; i++) {
		if (cl_promise(t, i % 2, &index, &err) != VB_OK)
			bench_die("lodging", &err);
	}
}

static double run(const struct serving *s, const uint8_t *request, size_t len, double *cpu)
{
	static struct load_client c[CLIENTS];
	struct load l;

	for (unsigned i = 0; i < CLIENTS; i++)
		load_put(&c[i], request, len);
	load_run(c, CLIENTS, s, SECONDS, &l);
	load_free(c, CLIENTS);
	*cpu = 1e6 * l.cpu / l.done;
	return l.done / l.seconds;
}

static void measure(const struct cl_table *t, const struct serving *ours,
		    const struct serving *bare)
{
	double rate[RUNS], reference[RUNS], ratio[RUNS], cpu[RUNS], bare_cpu[RUNS];
	uint8_t request[4096];
	size_t len = put_request(t, ours->host, request, sizeof(request));

	for (unsigned i = 0; i < RUNS; i++) {
		rate[i] = run(ours, request, len, &cpu[i]);
		reference[i] = run(bare, request, len, &bare_cpu[i]);
		ratio[i] = rate[i] / reference[i];
	}
	printf("# %.0f us of a processor a tile, the bare one %.0f; the pairs' ratios %.2f in "
	       "the median\n", bench_median(cpu, RUNS), bench_median(bare_cpu, RUNS),
	       bench_median(ratio, RUNS));
	bench_figure("tile reads over HTTP, 64 clients", bench_median(rate, RUNS), "tiles/s",
		     "libmicrohttpd alone, as many bytes", bench_median(reference, RUNS),
		     ">= 20000");
	bench_figure("the same, beside that", bench_median(rate, RUNS), "tiles/s",
		     "libmicrohttpd alone, as many bytes", bench_median(reference, RUNS),
		     "ratio >= 0.7");
}

void bench_tiles(void)
{
	const char *argv[] = {"/proc/self/exe", "bare-server", NULL};
	char dir[] = "/var/tmp/verbale-bench-XXXXXX";
	struct serving ours, bare = {0};
	struct vb_depositary *d = NULL;
	struct vb_err err = {0};
	struct cl_table *t;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	if (vb_depositary_open(dir, "bern", true, vb_clock_system(), vb_rng_system(), &d,
			       &err) != VB_OK)
		bench_die("depositary", &err);
	t = acts_tables(vb_depositary_post(d), 1, 2);
	fill(t);
	vb_depositary_close(d);
	serving_start(&ours, dir, NULL, false);
	serving_run(&bare, argv);
	measure(t, &ours, &bare);
	serving_stop(&ours);
	serving_stop(&bare);
	cl_free(t);
	free(t);
	bench_remove(dir);
}
