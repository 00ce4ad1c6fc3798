/*
 * What a server has answered, counted, in Prometheus's text format (version 0.0.4): by
 * route, status and time; nothing about tables, keys or addresses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 256u
#define LABELS "method=\"%s\",route=\"%s\",status=\"%u\""

static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

struct row {
	const char *method, *route;	/* constants of the server */
	unsigned status;
	uint64_t count, received, sent;
};
struct vb_metrics {
	pthread_mutex_t lock;
	struct row row[ROWS_MAX];
	unsigned n;
	uint64_t bucket[VB_ARRAY_LEN(bounds) + 1];
	double seconds;
	uint64_t count;
	struct vb_burst burst;		/* the newest that was one */
	uint64_t bursts, failed, registered, left_out, cosigned, refused;
};

struct vb_metrics *vb_metrics_new(void)
{
	struct vb_metrics *m = calloc(1, sizeof(*m));

	if (m && pthread_mutex_init(&m->lock, NULL) != 0) {
		free(m);
		m = NULL;
	}
	return m;
}

void vb_metrics_free(struct vb_metrics *m)
{
	if (m)
		pthread_mutex_destroy(&m->lock);
	free(m);
}

/* The last row takes what there is no room for. */
static struct row *find(struct vb_metrics *m, const struct vb_http_event *e)
{
	unsigned i = 0;

	while (i < m->n && (m->row[i].status != e->status ||
			    strcmp(m->row[i].route, e->route) != 0 ||
			    strcmp(m->row[i].method, e->method) != 0))
		i++;
	if (i == ROWS_MAX)
		return &m->row[ROWS_MAX - 1];
	if (i == m->n)
		m->row[m->n++] = (struct row){.method = e->method, .route = e->route,
						 .status = e->status};
	return &m->row[i];
}

void vb_metrics_add(struct vb_metrics *m, const struct vb_http_event *e)
{
	unsigned i = 0;
	struct row *r;

	pthread_mutex_lock(&m->lock);
	r = find(m, e);
	r->count++;
	r->received += e->received;
	r->sent += e->sent;
	while (i < VB_ARRAY_LEN(bounds) && e->seconds > bounds[i])
		i++;
	m->bucket[i]++;
	m->seconds += e->seconds;
	m->count++;
	pthread_mutex_unlock(&m->lock);
}

static void put_rows(const struct vb_metrics *m, FILE *f)
{
	fputs("# HELP verbale_requests_total Requests that were answered.\n"
	      "# TYPE verbale_requests_total counter\n", f);
	for (unsigned i = 0; i < m->n; i++)
		fprintf(f, "verbale_requests_total{" LABELS "} %llu\n", m->row[i].method,
			m->row[i].route, m->row[i].status, (unsigned long long)m->row[i].count);
	fputs("# HELP verbale_received_bytes_total Bytes of bodies that came.\n"
	      "# TYPE verbale_received_bytes_total counter\n", f);
	for (unsigned i = 0; i < m->n; i++)
		fprintf(f, "verbale_received_bytes_total{" LABELS "} %llu\n", m->row[i].method,
			m->row[i].route, m->row[i].status,
			(unsigned long long)m->row[i].received);
	fputs("# HELP verbale_sent_bytes_total Bytes of bodies that went.\n"
	      "# TYPE verbale_sent_bytes_total counter\n", f);
	for (unsigned i = 0; i < m->n; i++)
		fprintf(f, "verbale_sent_bytes_total{" LABELS "} %llu\n", m->row[i].method,
			m->row[i].route, m->row[i].status, (unsigned long long)m->row[i].sent);
}

static void put_times(const struct vb_metrics *m, FILE *f)
{
	uint64_t below = 0;

	fputs("# HELP verbale_request_seconds How long answers took.\n"
	      "# TYPE verbale_request_seconds histogram\n", f);
	for (unsigned i = 0; i < VB_ARRAY_LEN(bounds); i++) {
		below += m->bucket[i];
		fprintf(f, "verbale_request_seconds_bucket{le=\"%g\"} %llu\n", bounds[i],
			(unsigned long long)below);
	}
	fprintf(f, "verbale_request_seconds_bucket{le=\"+Inf\"} %llu\n"
		   "verbale_request_seconds_sum %.6f\nverbale_request_seconds_count %llu\n",
		(unsigned long long)m->count, m->seconds, (unsigned long long)m->count);
}

void vb_metrics_burst(struct vb_metrics *m, const struct vb_burst *x, bool failed)
{
	pthread_mutex_lock(&m->lock);
	m->bursts += x->done;
	m->failed += failed;
	m->registered += x->registered;
	m->left_out += x->left_out;
	m->cosigned += x->cosigned;
	m->refused += x->asked - x->cosigned;
	if (!failed)
		m->burst = *x;
	pthread_mutex_unlock(&m->lock);
}

static void put_number(FILE *f, const char *name, const char *type, const char *help, uint64_t n)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
		(unsigned long long)n);
}

static void put_register(const struct vb_metrics *m, FILE *f)
{
	put_number(f, "verbale_register_entries", "gauge", "Entries of the register.",
		   m->burst.size);
	put_number(f, "verbale_register_published", "gauge",
		   "Entries of the register that the world is shown.", m->burst.published);
	put_number(f, "verbale_register_bursts_total", "counter", "Bursts of this process.",
		   m->bursts);
	put_number(f, "verbale_register_failures_total", "counter",
		   "Bursts that came to nothing.", m->failed);
	put_number(f, "verbale_register_tables_total", "counter",
		   "Checkpoints of tables that were registered.", m->registered);
	put_number(f, "verbale_register_left_out_total", "counter",
		   "Tables that could not be registered, for their checkpoint cannot be read.",
		   m->left_out);
	put_number(f, "verbale_cosignatures_total", "counter",
		   "Lines that cosigners gave.", m->cosigned);
	put_number(f, "verbale_cosignatures_refused_total", "counter",
		   "Times that a cosigner gave none.", m->refused);
}

void vb_metrics_page(void *ctx, const struct vb_http_question *q, struct vb_http_page *out)
{
	struct vb_metrics *m = ctx;
	char *text = NULL;
	size_t len = 0;
	FILE *f;

	out->type = "text/plain; version=0.0.4; charset=utf-8";
	if (!vb_view_is(q->method, "GET") || !vb_view_is(q->path, "/metrics")) {
		out->status = 404;
		return;
	}
	f = vb_memory_open(&text, &len);
	if (f) {
		pthread_mutex_lock(&m->lock);
		put_rows(m, f);
		put_times(m, f);
		put_register(m, f);
		pthread_mutex_unlock(&m->lock);
	}
	if (!f || fclose(f) != 0) {
		free(text);
		out->status = 503;
		return;
	}
	out->status = 200;
	out->body = (uint8_t *)text;
	out->len = len;
}
