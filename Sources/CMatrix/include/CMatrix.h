// Sums over large matrices in double precision, for the analysis of representations.
//
// Sums go over four lanes in a fixed order and nothing is fused, so that every processor gives the same bits; AVX2, which is
// chosen at run time, only makes it faster. Callers check shapes: nothing here locks or fails.
#ifndef PERCOLATE_CMATRIX_H
#define PERCOLATE_CMATRIX_H

#include <stdint.h>

// Rows of a panel come in multiples of this, its columns in multiples of four; what is too many is zero.
#define CM_TILE 3

// Whether this thread does without AVX2 from now on: 1 or 0. For tests that compare both.
void cm_restrict(int32_t baseline);

// Adds panel * panel^T to the lower triangle of gram.
//
// panel: [padded rows][columns], 16-byte aligned, row after row. gram: [rows][rows], row after row.
void cm_gram(const double *panel, int64_t rows, int64_t columns, double *gram);

// Makes a symmetric matrix tridiagonal (Householder; Golub and Van Loan, algorithm 8.3.1).
//
// matrix: [n][n], all of it given; afterwards row k holds, right of the diagonal, the vector v of the k-th reflection
// I - factors[k] v v^T. diagonal: [n]. beside: [n], its last element 0. factors: [n]. work: [2 n].
void cm_tridiagonalise(double *matrix, int64_t n, double *diagonal, double *beside, double *factors, double *work);

// Eigenvalues of a symmetric tridiagonal matrix (implicit QL with Wilkinson's shift; EISPACK's method imtql1), unsorted
// in `diagonal`; `beside` is used up. Returns 0, or 1 where an eigenvalue was not found in 60 steps.
int32_t cm_tridiagonal_eigenvalues(double *diagonal, double *beside, int64_t n);

#endif
