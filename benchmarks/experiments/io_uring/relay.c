// A relay of TCP streams in several shapes: how much of the machine does io_uring save beside epoll?
//   relay SHAPE LISTEN_PORT SERVER_PORT [THREADS]
// Each client gets a connection to the server; what comes from one side goes to the other. Raw system calls only,
// so that it builds with the headers of any distribution; it needs Linux 6.10.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BUNDLE (1U << 4)        // IORING_RECVSEND_BUNDLE, 6.10
#define CQE_SKIP (1U << 6)      // IOSQE_CQE_SKIP_SUCCESS
#define MEMORY_BYTES (32 << 20)
#define ENTRIES 1024
#define SET_BUSY_POLL _IOW(0x8A, 0x01, struct busy_poll)  // EPIOCSPARAMS, 6.9
#define FDS 16384
#define GROUP 1
#define QUEUE 1024
#define READ_BYTES (64 * 1024)
#define EVENTS 4096

static const struct shape {
  const char *name;
  int uring, poll_only, send_direct, bundle, fixed, single_recv, batch, spin, busy, pinned, events;
} SHAPES[] = {
    // epoll, edge-triggered, recv(2) and send(2) as each event comes
    {"epoll"},
    // all that is ready is read before anything is written
    {"epoll-batch", .batch = 1},
    // epoll_wait without sleeping, some turns, before one that sleeps
    {"epoll-spin", .spin = 20},
    // the kernel polls the device, of which loopback has none, before it sleeps
    {"epoll-busy", .busy = 50},
    // each loop on a core of its own
    {"epoll-pinned", .pinned = 1},
    // the most events that HAProxy takes at once
    {"epoll-200", .events = 200},
    {"epoll-16", .events = 16},
    // multishot recv into a ring of buffers, send as an entry; one io_uring_enter for each turn
    {"uring", .uring = 1},
    {"uring-fixed", .uring = 1, .fixed = 1},
    {"uring-bundle", .uring = 1, .bundle = 1},
    {"uring-spin", .uring = 1, .spin = 20},
    // the same, but the answer is sent by send(2) as the completion is handled
    {"uring-send2", .uring = 1, .send_direct = 1},
    // one recv entry for each message, submitted with the send
    {"uring-single", .uring = 1, .single_recv = 1},
    // multishot poll in place of epoll; recv(2) and send(2)
    {"uring-poll", .uring = 1, .poll_only = 1},
};

struct busy_poll { unsigned usecs; unsigned short budget; unsigned char prefer, pad; };
enum { ACCEPT, RECV, SEND, POLL, CANCEL };

struct piece { int bid, off, len; };
struct conn {
  int fd, open, pending, last;  // pending: entries in the kernel; last: nothing follows what is queued
  struct conn *peer;
  struct piece queue[QUEUE]; // what goes to this socket, in order
  unsigned head, tail;
};

struct loop {
  const struct shape *s;
  int listener, epoll, ring, own;
  unsigned *sq_head, *sq_tail, sq_mask, *cq_head, *cq_tail, cq_mask, tail, unsubmitted;
  struct io_uring_sqe *sqes;
  struct io_uring_cqe *cqes;
  struct io_uring_buf_ring *bufs;
  unsigned short bufs_tail;
  char *memory;
  struct conn *conns[FDS];
};

static int listen_port, server_port, buffer_bytes = 4096, buffers;

static void die(const char *what) { perror(what); exit(1); }

static int on_loopback(int port, int listening) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (listening ? bind(fd, (void *)&a, sizeof a) || listen(fd, 4096) : connect(fd, (void *)&a, sizeof a)) die("socket");
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

static struct conn *conn_new(struct loop *l, int fd) {
  if (fd >= FDS) { errno = EMFILE; die("conn"); }
  struct conn *c = calloc(1, sizeof *c);
  c->fd = fd;
  c->open = 1;
  l->conns[fd] = c;
  return c;
}

// ---- io_uring

static struct io_uring_sqe *sqe(struct loop *l, int op, struct conn *c, int kind) {
  if (l->unsubmitted == ENTRIES) {
    int n = syscall(__NR_io_uring_enter, l->ring, l->unsubmitted, 0, 0, 0, 0);
    if (n < 0) die("submit");
    l->unsubmitted -= n;
  }
  struct io_uring_sqe *e = &l->sqes[l->tail++ & l->sq_mask];
  memset(e, 0, sizeof *e);
  e->opcode = op;
  e->fd = kind == CANCEL ? -1 : c->fd;
  if (l->s->fixed) e->flags = IOSQE_FIXED_FILE;
  e->user_data = (unsigned long long)c->fd << 3 | kind;
  atomic_store_explicit((_Atomic unsigned *)l->sq_tail, l->tail, memory_order_release);
  l->unsubmitted++;
  c->pending++;
  return e;
}

static void buffer_back(struct loop *l, int bid) {
  struct io_uring_buf *b = &l->bufs->bufs[l->bufs_tail & (buffers - 1)];
  b->addr = (unsigned long long)(l->memory + (size_t)bid * buffer_bytes);
  b->len = buffer_bytes;
  b->bid = bid;
  atomic_store_explicit((_Atomic unsigned short *)&l->bufs->tail, ++l->bufs_tail, memory_order_release);
}

static void recv_arm(struct loop *l, struct conn *c) {
  struct io_uring_sqe *e;
  if (l->s->poll_only) {
    e = sqe(l, IORING_OP_POLL_ADD, c, POLL);
    e->poll32_events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    e->len = IORING_POLL_ADD_MULTI;
    return;
  }
  e = sqe(l, IORING_OP_RECV, c, RECV);
  e->flags |= IOSQE_BUFFER_SELECT;
  e->buf_group = GROUP;
  e->ioprio = (l->s->single_recv ? IORING_RECVSEND_POLL_FIRST : IORING_RECV_MULTISHOT) | (l->s->bundle ? BUNDLE : 0);
}

static void send_next(struct loop *l, struct conn *c) {
  struct piece *p = &c->queue[c->head & (QUEUE - 1)];
  struct io_uring_sqe *e = sqe(l, IORING_OP_SEND, c, SEND);
  e->addr = (unsigned long long)(l->memory + (size_t)p->bid * buffer_bytes + p->off);
  e->len = p->len;
  e->msg_flags = MSG_WAITALL | MSG_NOSIGNAL;
}

static void fixed_file(struct loop *l, int slot, int fd) {
  struct io_uring_files_update u = {.offset = slot, .fds = (unsigned long long)&fd};
  if (l->s->fixed && syscall(__NR_io_uring_register, l->ring, IORING_REGISTER_FILES_UPDATE, &u, 1) != 1) die("files");
}

static void leave(struct loop *l, struct conn *c) {
  if (c->open) {
    c->open = 0;
    shutdown(c->fd, SHUT_RDWR);
    // A recv ends by that, a poll does not.
    if (l->s->poll_only) sqe(l, IORING_OP_POLL_REMOVE, c, CANCEL)->addr = (unsigned long long)c->fd << 3 | POLL;
  }
  if (c->pending || c->fd < 0) return;
  for (; c->head != c->tail; c->head++) buffer_back(l, c->queue[c->head & (QUEUE - 1)].bid);
  fixed_file(l, c->fd, -1);
  l->conns[c->fd] = NULL;
  close(c->fd);
  c->fd = -1;
}

// A pair that is over stays in memory: the run is short.
static void end(struct loop *l, struct conn *c) { leave(l, c); leave(l, c->peer); }

static void relay_now(struct loop *l, struct conn *c) {
  static __thread char buffer[READ_BYTES];
  for (;;) {
    ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { end(l, c); return; }
    for (ssize_t done = 0; done < n;) {
      ssize_t w = send(c->peer->fd, buffer + done, n - done, MSG_NOSIGNAL);
      if (w < 0 && errno == EAGAIN) { struct pollfd p = {c->peer->fd, POLLOUT, 0}; poll(&p, 1, -1); continue; }
      if (w < 0) { end(l, c); return; }
      done += w;
    }
    if (n < READ_BYTES) return;
  }
}

static void pair_up(struct loop *l) {
  int fd, one = 1;
  while ((fd = accept4(l->listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct conn *c = conn_new(l, fd), *s = conn_new(l, on_loopback(server_port, 0));
    c->peer = s;
    s->peer = c;
    for (struct conn *x = c;; x = s) {
      if (l->s->uring) {
        fixed_file(l, x->fd, x->fd);
        recv_arm(l, x);
      } else {
        struct epoll_event ev = {EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.fd = x->fd}};
        epoll_ctl(l->epoll, EPOLL_CTL_ADD, x->fd, &ev);
      }
      if (x == s) break;
    }
  }
}

static void accept_arm(struct loop *l) {
  static __thread struct conn c;
  c.fd = l->listener;
  fixed_file(l, c.fd, c.fd);
  struct io_uring_sqe *e = sqe(l, IORING_OP_POLL_ADD, &c, ACCEPT);
  e->poll32_events = EPOLLIN;
}

static void on_recv(struct loop *l, struct conn *c, struct io_uring_cqe *q) {
  int more = q->flags & IORING_CQE_F_MORE, bid = q->flags >> IORING_CQE_BUFFER_SHIFT, left = q->res;
  if (!more) c->pending--;
  if (q->res <= 0) {
    if (q->res == -ENOBUFS) recv_arm(l, c);
    else if (c->peer->head == c->peer->tail) end(l, c);
    else c->peer->last = 1;
    return;
  }
  for (; left > 0; left -= buffer_bytes, bid = (bid + 1) & (buffers - 1)) {
    int len = left < buffer_bytes ? left : buffer_bytes;
    if (l->s->send_direct) {
      char *at = l->memory + (size_t)bid * buffer_bytes;
      for (int done = 0; done < len;) {
        ssize_t w = send(c->peer->fd, at + done, len - done, MSG_NOSIGNAL);
        if (w < 0 && errno == EAGAIN) { struct pollfd p = {c->peer->fd, POLLOUT, 0}; poll(&p, 1, -1); continue; }
        if (w < 0) { end(l, c); break; }
        done += w;
      }
      buffer_back(l, bid);
      continue;
    }
    struct conn *to = c->peer;
    if (!to->open || to->tail - to->head == QUEUE) { buffer_back(l, bid); end(l, c); continue; }
    to->queue[to->tail++ & (QUEUE - 1)] = (struct piece){bid, 0, len};
    if (to->tail - to->head == 1) send_next(l, to);
  }
  if (!more && c->open) recv_arm(l, c);
}

static void on_send(struct loop *l, struct conn *c, struct io_uring_cqe *q) {
  c->pending--;
  struct piece *p = &c->queue[c->head & (QUEUE - 1)];
  if (q->res < 0) { end(l, c); return; }
  p->off += q->res;
  p->len -= q->res;
  if (p->len == 0) { buffer_back(l, p->bid); c->head++; }
  if (c->head != c->tail && c->open) send_next(l, c);
  else if (c->last) end(l, c);
}

static void on_completion(struct loop *l, struct io_uring_cqe *q) {
  int kind = q->user_data & 7;
  struct conn *c = l->conns[q->user_data >> 3];
  if (kind == ACCEPT) { pair_up(l); accept_arm(l); return; }
  if (kind == RECV) on_recv(l, c, q);
  else if (kind == SEND) on_send(l, c, q);
  else if (kind == CANCEL) c->pending--;
  else {
    if (!(q->flags & IORING_CQE_F_MORE)) c->pending--;
    if (c->open) relay_now(l, c);
  }
  if (!c->open) end(l, c);
}

static void *map(struct loop *l, size_t bytes, long long at) {
  void *p = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, l->ring, at);
  if (p == MAP_FAILED) die("mmap");
  return p;
}

static void ring_open(struct loop *l) {
  struct io_uring_params p = {.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE |
                                       IORING_SETUP_SUBMIT_ALL, .cq_entries = 16384};
  l->ring = syscall(__NR_io_uring_setup, ENTRIES, &p);
  if (l->ring < 0) die("io_uring_setup");
  char *r = map(l, p.sq_off.array + p.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
  l->sqes = map(l, p.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
  l->sq_head = (void *)(r + p.sq_off.head);
  l->sq_tail = (void *)(r + p.sq_off.tail);
  l->sq_mask = *(unsigned *)(r + p.sq_off.ring_mask);
  unsigned *array = (void *)(r + p.sq_off.array);
  for (unsigned i = 0; i <= l->sq_mask; i++) array[i] = i;
  l->cq_head = (void *)(r + p.cq_off.head);
  l->cq_tail = (void *)(r + p.cq_off.tail);
  l->cq_mask = *(unsigned *)(r + p.cq_off.ring_mask);
  l->cqes = (void *)(r + p.cq_off.cqes);
  l->memory = mmap(0, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  l->bufs = mmap(0, buffers * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  struct io_uring_buf_reg reg = {.ring_addr = (unsigned long long)l->bufs, .ring_entries = buffers, .bgid = GROUP};
  if (syscall(__NR_io_uring_register, l->ring, IORING_REGISTER_PBUF_RING, &reg, 1)) die("buffers");
  for (int i = 0; i < buffers; i++) buffer_back(l, i);
  if (l->s->fixed) {
    int none[FDS];
    memset(none, -1, sizeof none);
    if (syscall(__NR_io_uring_register, l->ring, IORING_REGISTER_FILES, none, FDS)) die("files");
  }
  // The ring's own descriptor, so that each enter need not look it up.
  struct io_uring_rsrc_update own = {.offset = -1U, .data = l->ring};
  if (syscall(__NR_io_uring_register, l->ring, IORING_REGISTER_RING_FDS, &own, 1) != 1) die("ring");
  l->own = own.offset;
}

static int enter(struct loop *l, int wait) {
  int n = syscall(__NR_io_uring_enter, l->own, l->unsubmitted, wait,
                  IORING_ENTER_GETEVENTS | IORING_ENTER_REGISTERED_RING, 0, 0);
  if (n < 0 && errno != EINTR) die("enter");
  if (n > 0) l->unsubmitted -= n;
  return *l->cq_head != atomic_load_explicit((_Atomic unsigned *)l->cq_tail, memory_order_acquire);
}

static void run_uring(struct loop *l) {
  accept_arm(l);
  for (;;) {
    int some = 0;
    for (int i = 0; i < l->s->spin && !some; i++) if (!(some = enter(l, 0))) sched_yield();
    if (!some) enter(l, 1);
    unsigned head = *l->cq_head, tail = atomic_load_explicit((_Atomic unsigned *)l->cq_tail, memory_order_acquire);
    for (; head != tail; head++) on_completion(l, &l->cqes[head & l->cq_mask]);
    atomic_store_explicit((_Atomic unsigned *)l->cq_head, head, memory_order_release);
  }
}

// ---- epoll

static void relay_batch(struct loop *l, struct epoll_event *evs, int n) {
  static __thread char (*memory)[2048];
  static __thread int *lens;
  if (!memory) { memory = malloc(EVENTS * sizeof *memory); lens = malloc(EVENTS * sizeof *lens); }
  for (int i = 0; i < n; i++) {
    struct conn *c = l->conns[evs[i].data.fd];
    lens[i] = 0;
    if (evs[i].data.fd == l->listener || !c || !(evs[i].events & EPOLLIN)) continue;
    lens[i] = recv(c->fd, memory[i], sizeof memory[i], 0);
    if (lens[i] == 0) lens[i] = -1;
    else if (lens[i] < 0) lens[i] = errno == EAGAIN ? 0 : -1;
  }
  for (int i = 0; i < n; i++) {
    struct conn *c = l->conns[evs[i].data.fd];
    if (evs[i].data.fd == l->listener) { pair_up(l); continue; }
    if (!c || lens[i] == 0) continue;
    if (lens[i] < 0 || send(c->peer->fd, memory[i], lens[i], MSG_NOSIGNAL) != lens[i]) end(l, c);
    else if (lens[i] == sizeof memory[i]) relay_now(l, c);
  }
}

static void run_epoll(struct loop *l) {
  struct epoll_event evs[EVENTS], ev = {EPOLLIN, {.fd = l->listener}};
  int most = l->s->events ? l->s->events : EVENTS;
  l->epoll = epoll_create1(0);
  epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->listener, &ev);
  struct busy_poll busy = {.usecs = l->s->busy, .budget = 8};
  if (l->s->busy && ioctl(l->epoll, SET_BUSY_POLL, &busy)) die("busy poll");
  for (;;) {
    int n = 0;
    for (int i = 0; i < l->s->spin && n == 0; i++)
      if (!(n = epoll_wait(l->epoll, evs, most, 0))) sched_yield();
    if (n == 0) n = epoll_wait(l->epoll, evs, most, -1);
    if (l->s->batch) { relay_batch(l, evs, n); continue; }
    for (int i = 0; i < n; i++) {
      struct conn *c = l->conns[evs[i].data.fd];
      if (evs[i].data.fd == l->listener) pair_up(l);
      else if (c && (evs[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) relay_now(l, c);
    }
  }
}

static void *run(void *shape) {
  struct loop *l = calloc(1, sizeof *l);
  static atomic_int loops;
  l->s = shape;
  if (l->s->pinned) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(loops++ % sysconf(_SC_NPROCESSORS_ONLN), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  l->listener = on_loopback(listen_port, 1);
  if (l->s->uring) { ring_open(l); run_uring(l); } else run_epoll(l);
  return 0;
}

int main(int argc, char **argv) {
  const struct shape *s = 0;
  for (size_t i = 0; argc > 3 && i < sizeof SHAPES / sizeof *SHAPES; i++) if (!strcmp(SHAPES[i].name, argv[1])) s = &SHAPES[i];
  if (!s) {
    fprintf(stderr, "relay SHAPE LISTEN_PORT SERVER_PORT [THREADS]; shapes:");
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) fprintf(stderr, " %s", SHAPES[i].name);
    fprintf(stderr, "\n");
    return 2;
  }
  if (getenv("BUFFER_BYTES")) buffer_bytes = atoi(getenv("BUFFER_BYTES"));
  buffers = MEMORY_BYTES / buffer_bytes;
  listen_port = atoi(argv[2]);
  server_port = atoi(argv[3]);
  pthread_t t;
  for (int i = argc > 4 ? atoi(argv[4]) : 2; i > 0; i--) pthread_create(&t, 0, run, (void *)s);
  pthread_join(t, 0);
}
