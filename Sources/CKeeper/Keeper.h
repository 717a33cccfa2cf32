// What the files of this target know of each other.
//
// Between fork and exec, and in a keeper, which is a fork without exec, only calls that are safe in a signal handler may
// be made: another thread of the caller may have held any lock when it was copied. So no allocation, no stdio, no opendir.
#ifndef PERCOLATE_KEEPER_H
#define PERCOLATE_KEEPER_H

#include "CKeeper.h"

// Ends all children of the calling process, however often they fork; returns how many processes that were.
int end_all_children(void);

// Takes on a user's rights for good; 0, or errno.
int become_user(const struct percolate_user *user);

#endif
