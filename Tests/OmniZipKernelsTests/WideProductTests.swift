import Testing

@testable import OmniZipKernels

@Suite struct WideProductTests {
    private let columns = MatrixProduct.widestPortable + 3

    @Test func wideRowsAgreeWithTheDefinition() {
        var numbers = TestNumbers(seed: 5)
        let a = numbers.array(3 * columns)
        let b = numbers.array(6 * columns)
        let product = withRows(a, b, columns: columns, resultCount: 18) {
            MatrixProduct.multiply($0, transposed: $1, into: $2)
        }
        for (value, exact) in zip(product, productByDefinition(a, b, columns: columns)) {
            #expect(abs(Double(value) - exact) < 1e-4)
        }
    }

    /// The fallback would give the right numbers, too, at a fifth of the speed.
    @Test func openBLASIsFoundAndTakesWideRows() {
        var numbers = TestNumbers(seed: 7)
        let a = numbers.array(2 * columns)
        var isTaken = false
        _ = withRows(a, a, columns: columns, resultCount: 4) { rows, other, result in
            isTaken = WideProduct.multiply(rows, transposed: other, into: result, resultStride: 2)
        }
        #expect(isTaken)
    }

    @Test func wideGramIsSymmetricToTheLastBit() {
        var numbers = TestNumbers(seed: 6)
        let a = numbers.array(7 * columns)
        let gram = withRows(a, a, columns: columns, resultCount: 49) { rows, _, result in
            MatrixProduct.gram(rows, into: result)
        }
        for (value, exact) in zip(gram, productByDefinition(a, a, columns: columns)) {
            #expect(abs(Double(value) - exact) < 1e-4)
        }
        for i in 0..<7 {
            for j in 0..<7 { #expect(gram[i * 7 + j] == gram[j * 7 + i]) }
        }
    }

    @Test func narrowRowsKeepTheirBitsUnlessLargeProductsMayDiffer() {
        var numbers = TestNumbers(seed: 9)
        for (rows, columns) in [(6, 16), (520, 64)] {
            let a = numbers.array(rows * columns)
            let products = [true, false].map { isPortable in
                withRows(a, a, columns: columns, resultCount: rows * rows) {
                    MatrixProduct.multiply($0, transposed: $1, into: $2, isPortable: isPortable)
                }
            }
            if rows < 10 { #expect(products[0] == products[1]) }
            #expect(zip(products[0], products[1]).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func refusesWhatTheLibraryWouldRefuse() {
        let untouched = withRows([1, 2], [1, 2, 3, 4], columns: 2, resultCount: 2) { a, b, result in
            #expect(!WideProduct.multiply(a, transposed: b, into: result, resultStride: 1))
            let narrow = RowView(b.base, count: 2, columns: 1, stride: 2)
            #expect(!WideProduct.multiply(a, transposed: narrow, into: result, resultStride: 2))
            #expect(!WideProduct.multiply(a.rows(0..<0), transposed: b, into: result, resultStride: 2))
        }
        for value in untouched { #expect(value.isNaN) }
    }
}
