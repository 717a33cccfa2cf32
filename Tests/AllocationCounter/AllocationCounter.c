#define _GNU_SOURCE
#include "AllocationCounter.h"

#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

// glibc's own, which stay reachable by these names when a program replaces the public ones.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { DEPTH = 64 };

static atomic_int counting;
static _Thread_local int walking;  // walking a stack may allocate
static uintptr_t library_start, library_end;
static const char *library_name;
static AllocationCount count;
static void *first[DEPTH];
static int first_depth;

static void note(size_t bytes) {
  if (!atomic_load_explicit(&counting, memory_order_relaxed) || walking) return;
  walking = 1;
  void *frames[DEPTH];
  const int depth = backtrace(frames, DEPTH);
  int inside = 0;
  for (int i = 0; i < depth; i++)
    inside |= (uintptr_t)frames[i] >= library_start && (uintptr_t)frames[i] < library_end;
  if (inside) {
    count.library++;
    if ((int64_t)bytes > count.library_largest) count.library_largest = (int64_t)bytes;
  } else {
    if (!count.own) memcpy(first, frames, sizeof first), first_depth = depth;
    count.own++;
  }
  count.kept++;
  walking = 0;
}

void *malloc(size_t bytes) {
  note(bytes);
  return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes) {
  note(number * bytes);
  return __libc_calloc(number, bytes);
}

void *realloc(void *old, size_t bytes) {
  note(bytes);
  if (old && atomic_load_explicit(&counting, memory_order_relaxed) && !walking) count.kept--;
  return __libc_realloc(old, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
  note(bytes);
  return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  void *memory = memalign(alignment, bytes);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

void free(void *memory) {
  if (memory && atomic_load_explicit(&counting, memory_order_relaxed) && !walking) count.kept--;
  __libc_free(memory);
}

static int look(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  if (!info->dlpi_name || !strstr(info->dlpi_name, library_name)) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    library_start = info->dlpi_addr + part->p_vaddr;
    library_end = library_start + part->p_memsz;
  }
  return 1;
}

int32_t allocation_counter_prepare(const char *library) {
  library_name = library;
  dl_iterate_phdr(look, NULL);
  void *frames[4];
  backtrace(frames, 4);  // the first call loads the unwinder
  return library_end > library_start;
}

void allocation_counter_start(void) {
  memset(&count, 0, sizeof count);
  first_depth = 0;
  atomic_store(&counting, 1);
}

AllocationCount allocation_counter_stop(int32_t trace) {
  atomic_store(&counting, 0);
  if (trace && first_depth) backtrace_symbols_fd(first, first_depth, 2);
  return count;
}
