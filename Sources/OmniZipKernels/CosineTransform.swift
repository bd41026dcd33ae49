/// The first coefficients of a cosine transform of type II, as folded matrix products in a fixed order.
///
/// Coefficient u of x[0 ..< n] is scale(u) * sum over i of x[i] cos(pi (2 i + 1) u / (2 n)). Even coefficients see only
/// the sums x[i] + x[n - 1 - i], odd ones only the differences, which halves the work.
public struct CosineTransform: Sendable {
    /// Number of input values, n (even).
    public let length: Int
    /// Number of coefficients, from 0.
    public let coefficientCount: Int
    /// Groups of four even (or odd) coefficients.
    private let groupCount: Int
    /// `length / 2` rows of `groupCount` vectors for the coefficients 0, 2, 4, ...
    private let evenRows: [SIMD4<Float>]
    /// The same for 1, 3, 5, ...
    private let oddRows: [SIMD4<Float>]
    /// The factors row after row, `[coefficient][length / 2]`, for transforms of many columns at once.
    private let halfRows: [Float]

    /// A transform of `length` values into `coefficientCount` coefficients.
    ///
    /// - Parameter scale: factor of coefficient u.
    /// - Precondition: `length` is even and positive, `coefficientCount` in 1 ... `length`.
    public init(length: Int, coefficientCount: Int, scale: (_ u: Int) -> Double) {
        precondition(length > 0 && length % 2 == 0, "a folded cosine transform needs an even length")
        precondition((1...length).contains(coefficientCount), "coefficients are counted from 1 to the length")
        self.length = length
        self.coefficientCount = coefficientCount
        let half = length / 2
        let groups = ((coefficientCount + 1) / 2 + 3) / 4
        var even = [SIMD4<Float>](repeating: .zero, count: half * groups)
        var odd = even
        var rows = [Float](repeating: 0, count: coefficientCount * half)
        for u in 0..<coefficientCount {
            for i in 0..<half {
                let phase = (2 * i + 1) * u % (4 * length)
                let value = Float(scale(u) * PortableMath.cos(Double.pi * Double(phase) / Double(2 * length)))
                rows[u * half + i] = value
                if u % 2 == 0 {
                    even[i * groups + u / 8][u / 2 % 4] = value
                } else {
                    odd[i * groups + u / 8][u / 2 % 4] = value
                }
            }
        }
        groupCount = groups
        evenRows = even
        oddRows = odd
        halfRows = rows
    }

    /// The orthonormal transform (every basis vector has length 1), times `gain`.
    public static func orthonormal(length: Int, coefficientCount: Int, gain: Double) -> CosineTransform {
        CosineTransform(length: length, coefficientCount: coefficientCount) { u in
            gain * ((u == 0 ? 1 : 2) / Double(length)).squareRoot()
        }
    }

    /// Transforms `length` consecutive values.
    ///
    /// - Parameters:
    ///   - input: `length` values.
    ///   - output: `coefficientCount` values.
    public func transform(_ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        evenRows.withUnsafeBufferPointer { even in
            oddRows.withUnsafeBufferPointer { odd in
                for group in 0..<groupCount {
                    var evenSum = SIMD4<Float>()
                    var oddSum = SIMD4<Float>()
                    var row = group
                    for i in 0..<length / 2 {
                        let front = input[i]
                        let back = input[length - 1 - i]
                        evenSum += even[row] * (front + back)
                        oddSum += odd[row] * (front - back)
                        row += groupCount
                    }
                    let first = 8 * group
                    for lane in 0..<min(4, (coefficientCount - first + 1) / 2) {
                        output[first + 2 * lane] = evenSum[lane]
                    }
                    for lane in 0..<min(4, (coefficientCount - first) / 2) {
                        output[first + 2 * lane + 1] = oddSum[lane]
                    }
                }
            }
        }
    }

    /// Transforms every column of `length` rows.
    ///
    /// - Parameters:
    ///   - input: row i starts at `input + i * inputStride`.
    ///   - width: columns, a multiple of 4.
    ///   - output: coefficient u of all columns starts at `output + u * outputStride`.
    public func transformColumns(
        _ input: UnsafePointer<Float>, inputStride: Int, width: Int, into output: UnsafeMutablePointer<Float>,
        outputStride: Int
    ) {
        precondition(width % 4 == 0, "columns are transformed four at a time")
        halfRows.withUnsafeBufferPointer { table in
            guard let rows = table.baseAddress else { return }
            for x in stride(from: 0, to: width, by: 4) {
                var u = 0
                while u + 3 < coefficientCount {
                    fourCoefficients(rows, u, input + x, inputStride, output + x, outputStride)
                    u += 4
                }
                while u < coefficientCount {
                    oneCoefficient(rows, u, input + x, inputStride, output + x, outputStride)
                    u += 1
                }
            }
        }
    }

    /// Coefficients u ... u + 3 (u even) of four columns.
    @inline(__always)
    private func fourCoefficients(
        _ rows: UnsafePointer<Float>, _ u: Int, _ input: UnsafePointer<Float>, _ inputStride: Int,
        _ output: UnsafeMutablePointer<Float>, _ outputStride: Int
    ) {
        let half = length / 2
        let row = rows + u * half
        var sum0 = SIMD4<Float>()
        var sum1 = SIMD4<Float>()
        var sum2 = SIMD4<Float>()
        var sum3 = SIMD4<Float>()
        for i in 0..<half {
            let front = Self.load(input + i * inputStride)
            let back = Self.load(input + (length - 1 - i) * inputStride)
            let even = front + back
            let odd = front - back
            sum0 += even * row[i]
            sum1 += odd * row[half + i]
            sum2 += even * row[2 * half + i]
            sum3 += odd * row[3 * half + i]
        }
        Self.store(sum0, output + u * outputStride)
        Self.store(sum1, output + (u + 1) * outputStride)
        Self.store(sum2, output + (u + 2) * outputStride)
        Self.store(sum3, output + (u + 3) * outputStride)
    }

    /// Coefficient u of four columns.
    @inline(__always)
    private func oneCoefficient(
        _ rows: UnsafePointer<Float>, _ u: Int, _ input: UnsafePointer<Float>, _ inputStride: Int,
        _ output: UnsafeMutablePointer<Float>, _ outputStride: Int
    ) {
        let half = length / 2
        var sum = SIMD4<Float>()
        for i in 0..<half {
            let front = Self.load(input + i * inputStride)
            let back = Self.load(input + (length - 1 - i) * inputStride)
            sum += (u % 2 == 0 ? front + back : front - back) * rows[u * half + i]
        }
        Self.store(sum, output + u * outputStride)
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
    }

    @inline(__always)
    private static func store(_ value: SIMD4<Float>, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD4<Float>.self)
    }
}
