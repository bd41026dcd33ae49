// The types of what the wide-embedding path calls of OpenBLAS, which is opened when it is first needed: linked, its
// threads are made when the program starts, and wait for work by spinning.
// 101 = row-major, 111 = not transposed, 112 = transposed (the CBLAS enumerators).
#pragma once

typedef void (*omnizip_cblas_sgemm)(
    int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float *a, int lda, const float *b,
    int ldb, float beta, float *c, int ldc);
