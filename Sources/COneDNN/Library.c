// The table is filled by the functions' names.
#define CONEDNN_NO_NAMES
#include "Library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "COneDNN.h"
#include "Runtime.h"

ConednnLibrary conednn_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int32_t state = CONEDNN_MISSING;
static void (*set_threads)(int count);

static int find(void *handle, const char *name, void *target) {
  void *found = dlsym(handle, name);
  memcpy(target, &found, sizeof found);
  return found != NULL;
}

// It stays loaded until the process ends.
static void load(void) {
  void *handle = dlopen(CONEDNN_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) return;
  ConednnLibrary library;
  int complete = 1;
#define CONEDNN_FIND(name) complete &= find(handle, #name, &library.name);
  CONEDNN_FUNCTIONS(CONEDNN_FIND)
#undef CONEDNN_FIND
  if (!complete) return;
  // Comes with whichever OpenMP runtime it was built on; absent if it was built on none.
  find(handle, "omp_set_num_threads", &set_threads);
  conednn_library = library;
  state = 0;
}

int32_t conednn_load(void) {
  pthread_once(&once, load);
  return state;
}

void conednn_single_thread(void) {
  if (set_threads) set_threads(1);
}
