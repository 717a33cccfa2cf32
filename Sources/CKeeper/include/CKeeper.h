#ifndef PERCOLATE_CKEEPER_H
#define PERCOLATE_CKEEPER_H

#include <stdint.h>
#include <sys/types.h>

/// Whose rights a program has.
struct percolate_user {
  uid_t user;
  gid_t group;
  /// All groups that it is in.
  const gid_t *groups;
  size_t group_count;
};

/// What a program is started with.
struct percolate_program {
  /// An absolute path.
  const char *path;
  /// Both end with NULL.
  char *const *arguments;
  char *const *environment;
  /// Where it starts.
  const char *folder;
  /// Becomes its standard output and its standard error.
  int log;
  /// Becomes its descriptor 3.
  int report;
  /// NULL for the caller's own rights.
  const struct percolate_user *user;
};

enum { PERCOLATE_NOT_STARTED = 1, PERCOLATE_STARTED = 2, PERCOLATE_ENDED = 3 };

/// What was the reason that a program was not started.
enum { PERCOLATE_PROGRAM = 0, PERCOLATE_FOLDER = 1, PERCOLATE_USER = 2 };

/// What a keeper says, one packet each.
struct percolate_kept {
  int32_t kind;
  /// Of one that was not started, errno; of one that ended, its status as wait gives it.
  int32_t value;
  /// Of one that was not started, the reason; of one that ended, how many other processes of its own it left behind,
  /// which were ended.
  int32_t others;
  int32_t reserved;
};

/// A process whose only work is that a program and whatever it starts end, when the program ends by itself and when the
/// caller ends, by whatever death.
///
/// It is what processes of the program that lose their parent fall to, so none of them gets away. It leads a session of
/// its own, and keeps one program after the other: a fork of the caller, which may be large, is made once, and starting
/// a program copies no memory.
struct percolate_keeper {
  pid_t process;
  /// The caller's end of a packet socket. What is read from it is a `percolate_kept`; closing it ends everything.
  int channel;
  /// Memory that both see.
  void *area;
};

/// Returns 0, or -1 with errno.
int percolate_keeper_start(struct percolate_keeper *keeper);

/// Starts a program, of which `percolate_kept` tell; the one before it has to have ended. It may use the processors that
/// the calling thread may use.
///
/// Returns 0, or -1 with errno: E2BIG where its arguments and environment are too large.
int percolate_keeper_run(const struct percolate_keeper *keeper, const struct percolate_program *program);

/// Sends a signal to the program's process group.
void percolate_keeper_signal(const struct percolate_keeper *keeper, int number);

/// Closes the channel and forgets the memory. The process, which ends then, is for the caller to wait for.
void percolate_keeper_close(const struct percolate_keeper *keeper);

/// Whether the caller may start processes with a user's rights, and end them: 0, or errno.
int percolate_try_user(const struct percolate_user *user);

#endif
