#define _GNU_SOURCE
#include "Keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Descriptors of a keeper. NOTHING lies where a program has its reports, so that nothing that comes later does.
enum { NOTHING = 3, CHANNEL = 4, FIRST_OTHER = 5 };

// More than the system lets a program have as arguments and environment, 6 MiB.
static const size_t area_size = 8 << 20;

// What a keeper is told, one packet each; the two descriptors of a program come with its start.
struct order {
  int32_t signal;
  int32_t is_start;
};

static void close_from(unsigned int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  struct rlimit limit;
  rlim_t end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
  for (unsigned int descriptor = first; descriptor < end; descriptor++) close((int)descriptor);
}

static void say(int32_t kind, int32_t value, int32_t others) {
  struct percolate_kept kept = {kind, value, others, 0};
  while (send(CHANNEL, &kept, sizeof kept, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}

// In the new process, which until exec has its parent's memory and nothing else of it.
static void become(const struct percolate_program *program, pid_t keeper, volatile struct percolate_kept *problem) {
  setpgid(0, 0);
  if (dup2(NOTHING, 0) >= 0 && dup2(program->log, 1) >= 0 && dup2(program->log, 2) >= 0
      && dup2(program->report, 3) >= 0) {
    int refusal = program->user ? become_user(program->user) : 0;
    if (refusal) {
      problem->others = PERCOLATE_USER;
      errno = refusal;
    } else {
      // Should the keeper itself be killed. Whoever changes its user forgets it.
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      if (getppid() != keeper) _exit(127);
      if (chdir(program->folder) != 0) {
        problem->others = PERCOLATE_FOLDER;
      } else {
        struct sigaction standard = {0};
        standard.sa_handler = SIG_DFL;
        for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(program->path, program->arguments, program->environment);
      }
    }
  }
  problem->value = errno;
  problem->kind = PERCOLATE_NOT_STARTED;
  _exit(127);
}

// Starts what the area describes; 0 where that fails, which it says.
static pid_t start(struct percolate_program *program, int log, int report) {
  program->log = log;
  program->report = report;
  volatile struct percolate_kept problem = {0};
  pid_t self = getpid();
  // It shares memory and stops the keeper until it has become the program: nothing is copied.
  pid_t process = vfork();
  if (process == 0) become(program, self, &problem);
  if (process < 0) {
    problem.kind = PERCOLATE_NOT_STARTED;
    problem.value = errno;
  }
  close(log);
  close(report);
  if (!problem.kind) {
    say(PERCOLATE_STARTED, process, 0);
    return process;
  }
  end_all_children();
  say(PERCOLATE_NOT_STARTED, problem.value, problem.others);
  return 0;
}

// Takes an order; false at the end of all.
static int take(struct order *order, int descriptors[2]) {
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))];
  struct iovec bytes = {order, sizeof *order};
  struct msghdr message = {0};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do { count = recvmsg(CHANNEL, &message, MSG_CMSG_CLOEXEC); } while (count < 0 && errno == EINTR);
  if (count != (ssize_t)sizeof *order) return 0;
  if (!order->is_start) return 1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int))) return 0;
  memcpy(descriptors, CMSG_DATA(header), 2 * sizeof(int));
  return 1;
}

static void keep(struct percolate_program *program, int channel) {
  setsid();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // The slot's own bound is on address space, of which runtimes reserve far more than they use.
  struct rlimit memory;
  if (getrlimit(RLIMIT_AS, &memory) == 0) {
    memory.rlim_cur = memory.rlim_max;
    setrlimit(RLIMIT_AS, &memory);
  }
  // All of them out of the way first, so that none is overwritten by another.
  int nothing = open("/dev/null", O_RDWR);
  channel = fcntl(channel, F_DUPFD, 64);
  nothing = fcntl(nothing, F_DUPFD, 64);
  if (channel < 0 || nothing < 0) _exit(1);
  for (int descriptor = 0; descriptor < 3; descriptor++) dup2(nothing, descriptor);
  dup3(nothing, NOTHING, O_CLOEXEC);
  dup3(channel, CHANNEL, O_CLOEXEC);
  close_from(FIRST_OTHER);

  sigset_t blocked;
  sigfillset(&blocked);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  // Ignored by the caller, children would be reaped without us.
  struct sigaction standard = {0};
  standard.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &standard, NULL);
  int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) _exit(1);

  pid_t process = 0;
  for (;;) {
    struct pollfd waiting[2] = {{CHANNEL, POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[0].revents) {
      struct order order;
      int descriptors[2];
      if (!take(&order, descriptors)) {
        if (process) kill(-process, SIGKILL);
        end_all_children();
        _exit(0);
      }
      if (order.is_start) process = start(program, descriptors[0], descriptors[1]);
      else if (process) kill(-process, order.signal);
    }
    struct signalfd_siginfo seen[8];
    while (read(signals, seen, sizeof seen) > 0) {}
    for (;;) {
      siginfo_t ended = {0};
      if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0) break;
      // The group is ended while its leader still holds its number.
      if (ended.si_pid == process) kill(-process, SIGKILL);
      int status = 0;
      waitpid(ended.si_pid, &status, 0);
      if (ended.si_pid != process) continue;
      process = 0;
      say(PERCOLATE_ENDED, status, end_all_children());
    }
  }
}

int percolate_keeper_start(struct percolate_keeper *keeper) {
  void *area = mmap(NULL, area_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (area == MAP_FAILED) return -1;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    munmap(area, area_size);
    return -1;
  }
  pid_t process = fork();
  if (process == 0) {
    keep(area, ends[1]);
    _exit(1);
  }
  int problem = errno;
  close(ends[1]);
  *keeper = (struct percolate_keeper){process, ends[0], area};
  if (process > 0) return 0;
  percolate_keeper_close(keeper);
  errno = problem;
  return -1;
}

void percolate_keeper_close(const struct percolate_keeper *keeper) {
  close(keeper->channel);
  munmap(keeper->area, area_size);
}

// Copies bytes behind what is in the area, where they are aligned; NULL where there is no room.
static void *add(char *area, size_t *used, const void *bytes, size_t count) {
  size_t start = (*used + 15) & ~(size_t)15;
  if (count > area_size || start > area_size - count) return NULL;
  memcpy(area + start, bytes, count);
  *used = start + count;
  return area + start;
}

static char **add_words(char *area, size_t *used, char *const *words) {
  size_t count = 0;
  while (words[count]) count++;
  char **copies = add(area, used, words, (count + 1) * sizeof *words);
  for (size_t i = 0; copies && i < count; i++) {
    copies[i] = add(area, used, words[i], strlen(words[i]) + 1);
    if (!copies[i]) return NULL;
  }
  return copies;
}

// The area lies at the same place in the keeper, so pointers into it mean the same there.
static int describe(const struct percolate_program *program, char *area) {
  size_t used = sizeof *program;
  struct percolate_program *copy = (struct percolate_program *)area;
  copy->path = add(area, &used, program->path, strlen(program->path) + 1);
  copy->folder = add(area, &used, program->folder, strlen(program->folder) + 1);
  copy->arguments = add_words(area, &used, program->arguments);
  copy->environment = add_words(area, &used, program->environment);
  copy->user = NULL;
  if (!copy->path || !copy->folder || !copy->arguments || !copy->environment) return -1;
  if (!program->user) return 0;
  struct percolate_user *user = add(area, &used, program->user, sizeof *user);
  if (!user) return -1;
  user->groups = add(area, &used, program->user->groups, program->user->group_count * sizeof(gid_t));
  copy->user = user;
  return user->groups ? 0 : -1;
}

int percolate_keeper_run(const struct percolate_keeper *keeper, const struct percolate_program *program) {
  if (describe(program, keeper->area) != 0) {
    errno = E2BIG;
    return -1;
  }
  unsigned long processors[1024 / sizeof(unsigned long)];
  long size = syscall(SYS_sched_getaffinity, 0, sizeof processors, processors);
  if (size > 0) syscall(SYS_sched_setaffinity, keeper->process, size, processors);
  struct order order = {0, 1};
  struct iovec bytes = {&order, sizeof order};
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {0};
  struct msghdr message = {0};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const int descriptors[2] = {program->log, program->report};
  memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
  ssize_t count;
  do { count = sendmsg(keeper->channel, &message, MSG_NOSIGNAL); } while (count < 0 && errno == EINTR);
  return count < 0 ? -1 : 0;
}

void percolate_keeper_signal(const struct percolate_keeper *keeper, int number) {
  struct order order = {number, 0};
  while (send(keeper->channel, &order, sizeof order, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}
