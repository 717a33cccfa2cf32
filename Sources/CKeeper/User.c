#define _GNU_SOURCE
#include "Keeper.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOIN_SESSION_KEYRING = 1 };

// The system's own calls: the C library's tell all threads of a process, and its list of them is that of the process
// which was copied.
int become_user(const struct percolate_user *user) {
  if (syscall(SYS_setgroups, user->group_count, user->groups) != 0) return errno;
  if (syscall(SYS_setresgid, user->group, user->group, user->group) != 0) return errno;
  if (syscall(SYS_setresuid, user->user, user->user, user->user) != 0) return errno;
  // Who is not root keeps capabilities when it changes its user, and hands ambient ones on.
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  if (syscall(SYS_capset, &header, none) != 0) return errno;
  // Nor does sudo, or any other file with rights of its own, give them back.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  // Whoever has inherited a keyring may read what is in it. Where the system has none, there is nothing to read.
  if (syscall(SYS_keyctl, JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS && errno != EPERM) return errno;
  if (user->user != 0 && syscall(SYS_setresuid, -1, 0, -1) == 0) return EPERM;
  return 0;
}

int percolate_try_user(const struct percolate_user *user) {
  int ends[2];
  if (pipe(ends) != 0) return errno;
  pid_t process = fork();
  if (process == 0) {
    int problem = become_user(user);
    if (write(ends[1], &problem, sizeof problem) != (ssize_t)sizeof problem) _exit(1);
    // Until it is killed; or for a moment, where the caller may not.
    alarm(1);
    pause();
    _exit(1);
  }
  int problem = errno;
  close(ends[1]);
  if (process > 0) {
    ssize_t count;
    do { count = read(ends[0], &problem, sizeof problem); } while (count < 0 && errno == EINTR);
    if (count != (ssize_t)sizeof problem) problem = EIO;
    if (kill(process, SIGKILL) != 0 && problem == 0) problem = errno;
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
  }
  close(ends[0]);
  return problem;
}
