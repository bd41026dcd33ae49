import Testing

@testable import OmniZipKernels

@Suite struct RowMaximumTests {
    @Test(arguments: 1...9)
    func findsTheLargestWhereverItIs(_ columns: Int) {
        for place in 0..<columns {
            var row = [Float](repeating: -2, count: columns)
            row[place] = -1
            var maxima: [Float] = [-.infinity]
            row.withUnsafeBufferPointer { RowMaximum.raise(&maxima, with: RowView($0, columns: columns)) }
            #expect(maxima == [-1])
        }
    }

    @Test func raisesAndNeverLowers() {
        var maxima: [Float] = [5, 0]
        let rows: [Float] = [1, 2, 3, 4]
        rows.withUnsafeBufferPointer { RowMaximum.raise(&maxima, with: RowView($0, columns: 2)) }
        #expect(maxima == [5, 4])
    }
}
