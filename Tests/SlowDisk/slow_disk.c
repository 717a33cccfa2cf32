// Preloaded into a program, makes its disk slow: every fsync and fdatasync takes SLOW_DISK_MICROSECONDS more, one
// after another, as on a disk that does a few hundred of them a second.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;

static int synchronise(long call, int descriptor) {
  const char *text = getenv("SLOW_DISK_MICROSECONDS");
  long delay = text ? strtol(text, NULL, 10) : 0;
  pthread_mutex_lock(&disk);
  if (delay > 0) {
    struct timespec left = {delay / 1000000, delay % 1000000 * 1000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
  }
  int result = (int)syscall(call, descriptor);
  pthread_mutex_unlock(&disk);
  return result;
}

int fsync(int descriptor) { return synchronise(SYS_fsync, descriptor); }

int fdatasync(int descriptor) { return synchronise(SYS_fdatasync, descriptor); }
