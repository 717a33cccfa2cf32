#define _GNU_SOURCE
#include "Keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

int end_all_children(void) {
  pid_t self = getpid();
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
