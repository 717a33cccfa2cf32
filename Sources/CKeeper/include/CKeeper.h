#ifndef PERCOLATE_CKEEPER_H
#define PERCOLATE_CKEEPER_H

#include <stdint.h>
#include <sys/types.h>

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
};

enum { PERCOLATE_NOT_STARTED = 1, PERCOLATE_STARTED = 2, PERCOLATE_ENDED = 3 };

/// What a keeper says, one packet each.
struct percolate_kept {
  int32_t kind;
  /// Of one that was not started, errno; of one that ended, its status as wait gives it.
  int32_t value;
  /// Of one that was not started, whether its folder was the reason; of one that ended, how many other processes of its
  /// own it left behind, which were ended.
  int32_t others;
  int32_t reserved;
};

/// Starts a program under a keeper: a process whose only work is that the program and whatever it starts end, when the
/// program ends by itself and when the caller ends, by whatever death.
///
/// The keeper is what processes of the program that lose their parent fall to, so none of them gets away. It leads a
/// session of its own, and lives until the last of them is gone. `channel` becomes the caller's end of a packet socket:
/// a byte written to it goes to the program's process group as a signal, what is read is a `percolate_kept`, and closing
/// it ends everything.
///
/// Returns the keeper's process id, for the caller to wait for, or -1 with errno.
pid_t percolate_keep(const struct percolate_program *program, int *channel);

#endif
