// Between fork and exec, and in a keeper, which is a fork without exec, only calls that are safe in a signal handler may
// be made: another thread of the caller may have held any lock when it was copied. So no allocation, no stdio, no opendir.
#define _GNU_SOURCE
#include "CKeeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Descriptors of a keeper.
enum { REPORT = 3, LOG = 4, CHANNEL = 5, NOTHING = 6, FIRST_OTHER = 7 };

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

// The parent of a process as /proc has it; -1 where there is none. The name in brackets may hold anything.
static pid_t parent_of(const char *digits) {
  char path[64] = "/proc/", text[1024];
  size_t length = 6;
  for (size_t i = 0; digits[i] && length < 40; i++) path[length++] = digits[i];
  for (const char *rest = "/stat"; *rest; rest++) path[length++] = *rest;
  path[length] = 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return -1;
  ssize_t at = count;
  while (at > 0 && text[at - 1] != ')') at--;
  // ") S 123"
  at += 3;
  pid_t parent = 0;
  int digits_seen = 0;
  for (; at < count && text[at] >= '0' && text[at] <= '9' && digits_seen < 9; at++, digits_seen++)
    parent = parent * 10 + (text[at] - '0');
  return digits_seen ? parent : -1;
}

struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static void kill_children(pid_t self) {
  int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  _Alignas(8) char buffer[8192];
  for (;;) {
    long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
    if (count <= 0) break;
    for (long at = 0; at < count;) {
      const struct entry *entry = (const struct entry *)(buffer + at);
      if (entry->length == 0) break;
      at += entry->length;
      pid_t process = 0;
      size_t i = 0;
      for (; entry->name[i] >= '0' && entry->name[i] <= '9' && i < 9; i++)
        process = process * 10 + (entry->name[i] - '0');
      if (i == 0 || entry->name[i] || parent_of(entry->name) != self) continue;
      kill(process, SIGKILL);
    }
  }
  close(folder);
}

// Ends all that is left, however often it forks; returns how many processes that were.
static int end_all(pid_t self) {
  int count = 0;
  for (;;) {
    pid_t ended = waitpid(-1, NULL, WNOHANG);
    if (ended == 0) {
      kill_children(self);
      ended = waitpid(-1, NULL, 0);
    }
    if (ended > 0) count++;
    else if (errno != EINTR) return count;
  }
}

static void run(const struct percolate_program *program, pid_t keeper, int failure) {
  setpgid(0, 0);
  // Should the keeper itself be killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != keeper) _exit(127);
  int32_t problem[2] = {0, 0};
  struct rlimit memory;
  // The slot's own bound is on address space, of which runtimes reserve far more than they use.
  if (getrlimit(RLIMIT_AS, &memory) == 0) {
    memory.rlim_cur = memory.rlim_max;
    setrlimit(RLIMIT_AS, &memory);
  }
  if (dup2(NOTHING, 0) >= 0 && dup2(LOG, 1) >= 0 && dup2(LOG, 2) >= 0) {
    close(LOG);
    close(CHANNEL);
    close(NOTHING);
    struct sigaction standard = {0};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    problem[1] = chdir(program->folder) != 0;
    if (!problem[1]) execve(program->path, program->arguments, program->environment);
  }
  problem[0] = errno;
  while (write(failure, problem, sizeof problem) < 0 && errno == EINTR) {}
  _exit(127);
}

static void keep(const struct percolate_program *program, int channel) {
  pid_t self = getpid();
  setsid();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // All of them out of the way first, so that none is overwritten by another.
  int nothing = open("/dev/null", O_RDWR);
  int report = fcntl(program->report, F_DUPFD, 64), log = fcntl(program->log, F_DUPFD, 64);
  channel = fcntl(channel, F_DUPFD, 64);
  nothing = fcntl(nothing, F_DUPFD, 64);
  if (report < 0 || log < 0 || channel < 0 || nothing < 0) _exit(1);
  dup2(nothing, 0);
  dup2(nothing, 1);
  dup2(nothing, 2);
  dup2(report, REPORT);
  dup2(log, LOG);
  dup2(channel, CHANNEL);
  dup2(nothing, NOTHING);
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
  int failure[2];
  if (signals < 0 || pipe2(failure, O_CLOEXEC) != 0) {
    say(PERCOLATE_NOT_STARTED, errno, 0);
    _exit(1);
  }
  pid_t process = fork();
  if (process == 0) run(program, self, failure[1]);
  int32_t problem[2] = {errno, 0};
  setpgid(process, process);
  close(failure[1]);
  close(REPORT);
  close(LOG);
  ssize_t failed;
  do { failed = process < 0 ? (ssize_t)sizeof problem : read(failure[0], problem, sizeof problem); } while (failed < 0 && errno == EINTR);
  close(failure[0]);
  if (failed == (ssize_t)sizeof problem) {
    end_all(self);
    say(PERCOLATE_NOT_STARTED, problem[0], problem[1]);
    _exit(0);
  }
  say(PERCOLATE_STARTED, process, 0);

  for (;;) {
    struct pollfd waiting[2] = {{CHANNEL, POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[0].revents) {
      unsigned char number;
      ssize_t count = recv(CHANNEL, &number, 1, 0);
      if (count == 1) kill(-process, number);
      else if (count == 0 || errno != EINTR) {
        kill(-process, SIGKILL);
        end_all(self);
        _exit(0);
      }
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
      say(PERCOLATE_ENDED, status, end_all(self));
      _exit(0);
    }
  }
}

pid_t percolate_keep(const struct percolate_program *program, int *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  pid_t keeper = fork();
  if (keeper == 0) {
    keep(program, ends[1]);
    _exit(1);
  }
  int problem = errno;
  close(ends[1]);
  if (keeper < 0) {
    close(ends[0]);
    errno = problem;
    return -1;
  }
  *channel = ends[0];
  return keeper;
}
