import Testing

@testable import OmniZipKernels

@Suite struct MatrixProductTests {
    @Test(arguments: [(1, 1, 1), (2, 4, 8), (3, 5, 7), (5, 3, 16), (1, 9, 3), (7, 2, 33), (4, 4, 4)])
    func hasTheBitsOfTheDotProductForEveryShape(_ m: Int, _ n: Int, _ columns: Int) {
        var numbers = TestNumbers(seed: UInt64(m * 100 + n))
        let a = numbers.array(m * columns)
        let b = numbers.array(n * columns)
        let product = withRows(a, b, columns: columns, resultCount: m * n) {
            MatrixProduct.multiply($0, transposed: $1, into: $2)
        }
        let exact = productByDefinition(a, b, columns: columns)
        for i in 0..<m {
            for j in 0..<n {
                let dot = DotProduct.dot(
                    Array(a[i * columns..<(i + 1) * columns]), Array(b[j * columns..<(j + 1) * columns]),
                    count: columns)
                #expect(product[i * n + j] == dot)
                #expect(abs(Double(dot) - exact[i * n + j]) < 1e-5)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 9, 11])
    func gramIsTheProductWithItselfAndSymmetric(_ n: Int) {
        var numbers = TestNumbers(seed: UInt64(n))
        let a = numbers.array(n * 10)
        let gram = withRows(a, a, columns: 10, resultCount: n * n) { rows, _, result in
            MatrixProduct.gram(rows, into: result)
        }
        let product = withRows(a, a, columns: 10, resultCount: n * n) {
            MatrixProduct.multiply($0, transposed: $1, into: $2)
        }
        #expect(gram == product)
        for i in 0..<n {
            for j in 0..<n { #expect(gram[i * n + j] == gram[j * n + i]) }
        }
    }

    @Test func writesOnlyItsColumnsOfAWiderResult() {
        let a: [Float] = [1, 2, 3, 4]
        let b: [Float] = [1, 0, 0, 1, 1, 1]
        let result = withRows(a, b, columns: 2, resultCount: 10) {
            MatrixProduct.multiply($0, transposed: $1, into: $2, resultStride: 5)
        }
        #expect(Array(result[0..<3]) == [1, 2, 3])
        #expect(Array(result[5..<8]) == [3, 4, 7])
        for untouched in [3, 4, 8, 9] { #expect(result[untouched].isNaN) }
    }

    @Test func readsRowsWithGaps() {
        let values: [Float] = [1, 2, 99, 3, 4, 99]
        var result = [Float](repeating: 0, count: 4)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            let rows = RowView(base, count: 2, columns: 2, stride: 3)
            MatrixProduct.gram(rows, into: &result)
        }
        #expect(result == [5, 11, 11, 25])
    }

    @Test func leavesNothingToDoForNoRows() {
        let result = withRows([], [1, 2], columns: 2, resultCount: 1) {
            MatrixProduct.multiply($0, transposed: $1, into: $2)
        }
        #expect(result[0].isNaN)
    }
}
