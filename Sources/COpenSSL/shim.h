#ifndef PERCOLATE_COPENSSL_SHIM_H
#define PERCOLATE_COPENSSL_SHIM_H

#include <openssl/evp.h>

#endif
