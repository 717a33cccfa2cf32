// What a supervisor of processes needs from Linux and Swift's Glibc module cannot give it: variadic calls,
// and names that glibc hides unless _GNU_SOURCE was set before its first header.
#ifndef PERCOLATE_CLINUX_SHIM_H
#define PERCOLATE_CLINUX_SHIM_H

// Without <fcntl.h>: its `struct stat` would be this module's, and every file that looks at one would have to import it.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern int pipe2(int ends[2], int flags);
extern int fcntl(int descriptor, int command, ...);
extern long syscall(long number, ...);
extern pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

/// The signal that this process gets once the thread which started it is gone; 0 for none.
static inline int percolate_set_parent_death_signal(int number) {
  return prctl(PR_SET_PDEATHSIG, (unsigned long)number, 0UL, 0UL, 0UL);
}

/// Restricts a thread (by its id, 0 for the caller) to the processors whose bits are set.
static inline int percolate_set_affinity(pid_t thread, const uint64_t *mask, size_t words) {
  return (int)syscall(SYS_sched_setaffinity, thread, words * sizeof *mask, mask);
}

/// Reads the processors that a thread may use; returns the number of bytes written, or -1.
static inline int percolate_get_affinity(pid_t thread, uint64_t *mask, size_t words) {
  return (int)syscall(SYS_sched_getaffinity, thread, words * sizeof *mask, mask);
}

/// Collects a child without waiting. Returns its id, 0 while it runs, or -1 with errno.
/// `maximum_resident` becomes its largest resident set in KiB.
static inline pid_t percolate_reap(pid_t child, int *status, long *maximum_resident) {
  struct rusage usage = {0};
  pid_t found;
  do { found = wait4(child, status, WNOHANG, &usage); } while (found < 0 && errno == EINTR);
  *maximum_resident = usage.ru_maxrss;
  return found;
}

static inline int percolate_set_address_space_limit(uint64_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0) return -1;
  limit.rlim_cur = bytes < limit.rlim_max ? (rlim_t)bytes : limit.rlim_max;
  return setrlimit(RLIMIT_AS, &limit);
}

/// A pipe whose ends no other child inherits.
static inline int percolate_make_pipe(int ends[2]) { return pipe2(ends, 02000000 /* O_CLOEXEC */); }

/// Makes prints appear line by line, although standard output is no terminal.
static inline void percolate_buffer_output_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

/// How much a pipe holds; returns -1 where the system refuses.
static inline int percolate_set_pipe_size(int descriptor, int bytes) {
  return fcntl(descriptor, 1031 /* F_SETPIPE_SZ, hidden without _GNU_SOURCE */, bytes);
}

#endif
