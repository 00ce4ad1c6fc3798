/*
 * The server: sockets, connections and their end; what is asked stands in exchange.c.
 *
 * SPDX-License-Identifier: ISC
 *
 * A thread a connection: to lodge is to wait for a commit, and who waits together is
 * logged together.  Whoever sends a head or a body too slowly to be at work is cut off
 * by the watch, since a timeout between two packets never ends for one byte a minute.
 */
#include "post/internal.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 1024
#define SWEEP_SECONDS 600
#define SLOWEST 4096.0	/* bytes a second that a body must bring */

const struct vb_http_limits vb_http_limits = {
	.connections = 2048, .per_address = 256, .seconds = 30, .rate = 200, .burst = 2000,
	.arriving = 256, .arriving_per_key = 32, .arriving_bytes = 1ull << 36,
	.arriving_seconds = VB_DAY,
};

/* What the watch knows of a connection. */
struct line {
	struct line *next, **from;
	int fd;
	double since;		/* that we wait for the other end: for a head, or a body */
	_Atomic uint64_t received;
	atomic_bool working;	/* it is our turn: that takes as long as it takes */
	bool begun;		/* its head is here: it is one of those at work */
};

struct vb_http_server {
	struct vb_http_serving o;
	struct vb_gate gate;
	struct MHD_Daemon *daemon;
	int socket;
	unsigned port;
	pthread_mutex_t lock;	/* of the lines */
	pthread_cond_t wake;
	pthread_t watch;
	struct line *lines;
	atomic_uint at_work;	/* requests, from their head until their answer has gone */
	bool stopping;
};

/* ---- the watch ---- */

static void *watch(void *ctx)
{
	struct vb_http_server *s = ctx;
	double swept = 0;

	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		struct timespec until;
		double now = vb_monotonic();

		if (now - swept > SWEEP_SECONDS && !s->o.page) {
			pthread_mutex_unlock(&s->lock);
			vb_arriving_sweep(s->o.spool, &s->o.limits);
			pthread_mutex_lock(&s->lock);
			swept = now;
		}

		for (struct line *l = s->lines; l; l = l->next) {
			double may = s->o.limits.seconds +
				     (double)atomic_load(&l->received) / SLOWEST;

			if (!atomic_load(&l->working) && now - l->since > may)
				(void)shutdown(l->fd, SHUT_RDWR);
		}
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 1;
		(void)pthread_cond_timedwait(&s->wake, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static struct line *line_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void begin_line(struct vb_http_server *s, struct MHD_Connection *c, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct line *l = calloc(1, sizeof(*l));

	if (!l || !info) {
		free(l);
		return;
	}
	l->fd = info->connect_fd;
	l->since = vb_monotonic();
	pthread_mutex_lock(&s->lock);
	l->next = s->lines;
	l->from = &s->lines;
	if (l->next)
		l->next->from = &l->next;
	s->lines = l;
	pthread_mutex_unlock(&s->lock);
	*context = l;
}

static void end_line(struct vb_http_server *s, void **context)
{
	struct line *l = *context;

	if (!l)
		return;
	pthread_mutex_lock(&s->lock);
	*l->from = l->next;
	if (l->next)
		l->next->from = l->from;
	pthread_mutex_unlock(&s->lock);
	free(l);
	*context = NULL;
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
			  enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		begin_line(cls, c, context);
	else
		end_line(cls, context);
}

/* ---- requests ---- */

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
	(void)cls;
	(void)c;
	return vb_exchange_new(uri);
}

/* From now on it is the other end's turn. */
static void await(struct vb_http_server *s, struct line *l)
{
	pthread_mutex_lock(&s->lock);
	l->since = vb_monotonic();
	atomic_store(&l->working, false);
	pthread_mutex_unlock(&s->lock);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *len, void **exchange)
{
	struct vb_http_server *s = cls;
	struct line *l = line_of(c);
	bool head = l && !l->begun;
	int go;

	(void)url;
	(void)version;
	if (!*exchange || !l)
		return MHD_NO;
	if (head) {
		l->begun = true;
		atomic_fetch_add(&s->at_work, 1);
	} else {
		atomic_fetch_add(&l->received, *len);
	}
	/* Who asks may be answered at once, or only after the depositary has been asked. */
	atomic_store(&l->working, head || *len == 0);
	go = vb_exchange_go(*exchange, &s->gate, c, method, data, len);
	if (head)
		await(s, l);
	return go ? MHD_YES : MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **exchange,
			 enum MHD_RequestTerminationCode why)
{
	struct vb_http_server *s = cls;
	struct line *l = line_of(c);
	struct vb_http_event e;

	(void)why;
	if (*exchange && s->o.event) {
		vb_exchange_tell(*exchange, &e);
		s->o.event(s->o.ctx, &e);
	}
	vb_exchange_free(*exchange);
	*exchange = NULL;
	if (!l)
		return;
	if (l->begun)
		atomic_fetch_sub(&s->at_work, 1);
	l->begun = false;
	atomic_store(&l->received, 0);
	await(s, l);
}

/* Paths are signed as they travel: nothing is decoded. */
static size_t leave(void *cls, struct MHD_Connection *c, char *s)
{
	(void)cls;
	(void)c;
	return strlen(s);
}

/* ---- the socket ---- */

/* "HOST:PORT", "[V6]:PORT" */
static bool split_address(const char *address, char host[static 128], char port[static 8])
{
	const char *colon = strrchr(address, ':');
	size_t n = colon ? (size_t)(colon - address) : 0;
	uint64_t number;

	if (!colon || n == 0 || n >= 128 || strlen(colon + 1) > 5 || !colon[1])
		return false;
	if (address[0] == '[') {
		if (address[n - 1] != ']' || n < 3)
			return false;
		address++;
		n -= 2;
	}
	memcpy(host, address, n);
	host[n] = 0;
	snprintf(port, 8, "%s", colon + 1);
	return vb_dec_parse(vb_view_str(port), &number) && number < 65536;
}

static int listen_at(const struct addrinfo *a)
{
	int one = 1, fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static enum vb_code open_socket(struct vb_http_server *s, struct vb_err *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *list = NULL;
	char host[128], port[8], q[100];

	vb_quote(q, sizeof(q), vb_view_str(s->o.address));
	if (!split_address(s->o.address, host, port))
		return vb_fail(err, VB_USAGE, "", "listen",
			       "\"%s\" is not ADDRESS:PORT, as 127.0.0.1:8080 or [::1]:8080", q);
	if (getaddrinfo(host, port, &hints, &list) != 0 || !list)
		return vb_fail(err, VB_USAGE, "", "listen", "\"%s\" names no address here", q);
	s->socket = listen_at(list);
	freeaddrinfo(list);
	if (s->socket < 0)
		return vb_fail(err, VB_IO, "", "listen", "nobody can listen at \"%s\": %s", q,
			       strerrordesc_np(errno));
	return VB_OK;
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof(a);
	struct sockaddr_in in;

	if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	/* The port stands at the same place in both families. */
	memcpy(&in, &a, sizeof(in));
	return a.ss_family == AF_INET || a.ss_family == AF_INET6 ? ntohs(in.sin_port) : 0;
}

/* ---- beginning and end ---- */

static void free_server(struct vb_http_server *s)
{
	vb_gate_close(&s->gate);
	if (s->socket >= 0 && s->socket != s->o.socket)
		close(s->socket);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static enum vb_code start(struct vb_http_server *s, struct vb_err *err)
{
	const struct vb_http_limits *l = &s->o.limits;

	s->daemon = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
			MHD_USE_ITC,
		0, NULL, NULL, on_request, s,
		MHD_OPTION_LISTEN_SOCKET, s->socket,
		MHD_OPTION_CONNECTION_LIMIT, l->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, l->per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, l->seconds,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)(512 << 10),
		MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL,
		MHD_OPTION_UNESCAPE_CALLBACK, leave, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
		MHD_OPTION_END);
	if (!s->daemon)
		return vb_fail(err, VB_IO, "", "server", "it cannot be started: %s",
			       strerrordesc_np(errno));
	if (pthread_create(&s->watch, NULL, watch, s) != 0) {
		MHD_stop_daemon(s->daemon);
		s->socket = -1;
		return vb_fail(err, VB_MEMORY, "", "server", "there is no thread for its watch");
	}
	return VB_OK;
}

enum vb_code vb_http_serve(const struct vb_http_serving *o, struct vb_http_server **out,
			   struct vb_err *err)
{
	struct vb_http_server *s = calloc(1, sizeof(*s));
	enum vb_code code;

	if (!s)
		return vb_fail(err, VB_MEMORY, "", "server", "memory is short");
	s->o = *o;
	s->socket = o->socket;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	code = o->socket >= 0 ? VB_OK : open_socket(s, err);
	if (code == VB_OK)
		code = vb_gate_open(&s->gate, &s->o, err);
	if (code == VB_OK) {
		s->port = port_of(s->socket);
		code = start(s, err);
	}
	if (code == VB_OK)
		*out = s;
	else
		free_server(s);
	return code;
}

unsigned vb_http_port(const struct vb_http_server *s)
{
	return s->port;
}

void vb_http_stop(struct vb_http_server *s, unsigned seconds)
{
	const struct timespec nap = {.tv_nsec = 20000000};
	double until = vb_monotonic() + seconds;

	if (!s)
		return;
	(void)MHD_quiesce_daemon(s->daemon);
	/* Who comes now hears at once that nobody is here; one that was handed over is
	 * listened at by whoever has it, too. */
	if (s->socket != s->o.socket)
		(void)shutdown(s->socket, SHUT_RDWR);
	while (atomic_load(&s->at_work) > 0 && vb_monotonic() < until)
		nanosleep(&nap, NULL);
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->watch, NULL);
	MHD_stop_daemon(s->daemon);
	free_server(s);
}
