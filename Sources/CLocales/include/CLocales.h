#ifndef CLOCALES_H
#define CLOCALES_H

// Nothing to call: the target is there for what it defines.

#endif
