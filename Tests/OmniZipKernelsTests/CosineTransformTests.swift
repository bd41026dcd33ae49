import OmniZipKernels
import OmniZipTestSupport
import Testing

@Suite struct CosineTransformTests {
    private func expected(_ x: [Float], count: Int, scale: (Int) -> Double) -> [Double] {
        (0..<count).map { u in
            let sum = x.indices.reduce(0.0) { sum, i in
                let angle = Double.pi * Double((2 * i + 1) * u) / Double(2 * x.count)
                return sum + Double(x[i]) * PortableMath.cos(angle)
            }
            return scale(u) * sum
        }
    }

    private static let shapes = [
        (2, 1), (2, 2), (4, 3), (28, 8), (28, 4), (28, 2), (32, 8), (28, 28), (128, 40), (128, 12),
    ]

    @Test(arguments: shapes)
    func equalsTheDefinition(length: Int, count: Int) {
        var generator = SeededGenerator(seed: UInt64(length))
        let x = (0..<length).map { _ in Float.random(in: -1...1, using: &generator) }
        let scale: (Int) -> Double = { 1 / Double($0 + 2) }
        let transform = CosineTransform(length: length, coefficientCount: count, scale: scale)
        var output = [Float](repeating: .nan, count: count)
        transform.transform(x, into: &output)
        for (actual, expected) in zip(output, expected(x, count: count, scale: scale)) {
            #expect(abs(Double(actual) - expected) < 2e-6)
        }
    }

    @Test(arguments: shapes)
    func columnsEqualRows(length: Int, count: Int) {
        let width = 8
        let rowStride = 11
        var generator = SeededGenerator(seed: 9)
        let picture = (0..<length * rowStride).map { _ in Float.random(in: -1...1, using: &generator) }
        let transform = CosineTransform.orthonormal(length: length, coefficientCount: count, gain: 0.5)
        var columns = [Float](repeating: .nan, count: count * width)
        transform.transformColumns(picture, inputStride: rowStride, width: width, into: &columns, outputStride: width)
        for x in 0..<width {
            var column = [Float](repeating: .nan, count: count)
            transform.transform((0..<length).map { picture[$0 * rowStride + x] }, into: &column)
            #expect(column == (0..<count).map { columns[$0 * width + x] })
        }
    }

    @Test func orthonormalKeepsLengths() {
        let x: [Float] = [3, -1, 4, 1, -5, 9]
        let transform = CosineTransform.orthonormal(length: 6, coefficientCount: 6, gain: 1)
        var y = [Float](repeating: 0, count: 6)
        transform.transform(x, into: &y)
        let energy = { (values: [Float]) in values.reduce(0) { $0 + $1 * $1 } }
        #expect(abs(energy(x) - energy(y)) < 1e-4)
    }
}
