@testable import OmniZipKernels

/// Numbers in (-1, 1) from a linear congruential generator.
struct TestNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
    }

    mutating func array(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}

/// A B^T by the plain definition, in double precision.
func productByDefinition(_ a: [Float], _ b: [Float], columns: Int) -> [Double] {
    let rows = a.count / columns
    let others = b.count / columns
    return (0..<rows * others).map { element in
        (0..<columns).reduce(0) {
            $0 + Double(a[element / others * columns + $1]) * Double(b[element % others * columns + $1])
        }
    }
}

/// Runs a kernel on two arrays of rows and returns what it wrote.
func withRows(
    _ a: [Float], _ b: [Float], columns: Int, resultCount: Int,
    _ body: (RowView, RowView, UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
    var result = [Float](repeating: .nan, count: resultCount)
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            result.withUnsafeMutableBufferPointer { result in
                if let base = result.baseAddress {
                    body(RowView(a, columns: columns), RowView(b, columns: columns), base)
                }
            }
        }
    }
    return result
}
