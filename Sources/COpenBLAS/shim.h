// Only what the wide-embedding path calls, declared here because where cblas.h lies differs between distributions.
// 101 = row-major, 111 = not transposed, 112 = transposed (the CBLAS enumerators).
#pragma once

void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
void openblas_set_num_threads(int count);
