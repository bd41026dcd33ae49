/// Power spectra of eight real frames at a time, in a fixed order of operations.
///
/// A frame of length 2^k m, m odd, is split into 2^k interleaved frames of length m (decimation in time). Each of them
/// is folded into its even and odd part and multiplied by a cosine and a sine matrix of about (m / 2)^2 entries; k
/// levels of butterflies put the spectra together. Lane j of every vector belongs to frame j, so that no lane meets
/// another and the bits do not depend on how frames are grouped. For 400 samples (25 x 16) this is a quarter of the work
/// of the folded 400-point matrix product, and its rounding errors are smaller.
public struct FoldedFourier: Sendable {
    /// One value of eight frames.
    public typealias Lanes = SIMD8<Float>

    /// Samples per frame.
    public let size: Int
    /// Bins of the spectrum, `size / 2 + 1`.
    public var binCount: Int { size / 2 + 1 }
    /// Vectors of scratch memory that ``power(of:into:scratch:)`` needs.
    public var scratchCount: Int { 4 * (size + shortFrameCount) + shortSize }

    /// Length m of the interleaved frames (odd).
    private let shortSize: Int
    /// Number of interleaved frames, 2^k.
    private let shortFrameCount: Int
    /// cos(2 pi f n / m) and sin(2 pi f n / m) for f, n = 1 ... m / 2, row f after row f.
    private let cosines: [Float]
    private let sines: [Float]
    /// cos and -sin of 2 pi f / N for f = 0 ... N / 4, for N = 2m, 4m, ... size, one after the other.
    private let twiddles: [SIMD2<Float>]

    /// A transform of frames of `size` samples.
    ///
    /// - Precondition: `size` is positive.
    public init(size: Int) {
        precondition(size > 0, "a frame needs samples")
        self.size = size
        shortFrameCount = 1 << size.trailingZeroBitCount
        shortSize = size / shortFrameCount
        let half = shortSize / 2
        var cosines: [Float] = []
        var sines: [Float] = []
        for f in 0..<half {
            for n in 0..<half {
                let angle = 2 * Double.pi * Double((f + 1) * (n + 1) % shortSize) / Double(shortSize)
                cosines.append(Float(PortableMath.cos(angle)))
                sines.append(Float(PortableMath.sin(angle)))
            }
        }
        self.cosines = cosines
        self.sines = sines
        var twiddles: [SIMD2<Float>] = []
        var length = shortSize
        while length < size {
            for f in 0...length / 2 {
                let angle = Double.pi * Double(f) / Double(length)
                twiddles.append([Float(PortableMath.cos(angle)), Float(-PortableMath.sin(angle))])
            }
            length *= 2
        }
        self.twiddles = twiddles
    }

    /// Writes |X[f]|^2, f = 0 ... size / 2, of eight frames.
    ///
    /// - Parameters:
    ///   - samples: `size` vectors; lane j of vector n is sample n of frame j.
    ///   - power: `binCount` vectors.
    ///   - scratch: `scratchCount` vectors.
    public func power(
        of samples: UnsafePointer<Lanes>, into power: UnsafeMutablePointer<Lanes>,
        scratch: UnsafeMutablePointer<Lanes>
    ) {
        let plane = size + shortFrameCount
        var source = Spectra(real: scratch, imaginary: scratch + plane)
        var target = Spectra(real: scratch + 2 * plane, imaginary: scratch + 3 * plane)
        transformShortFrames(samples, into: source, folded: scratch + 4 * plane)
        var length = shortSize
        var frames = shortFrameCount
        twiddles.withUnsafeBufferPointer { table in
            guard var twiddle = table.baseAddress else { return }
            while frames > 1 {
                frames /= 2
                for frame in 0..<frames {
                    Self.combine(
                        source, first: frame * (length / 2 + 1), second: (frame + frames) * (length / 2 + 1),
                        into: target, at: frame * (length + 1), length: length, twiddles: twiddle)
                }
                twiddle += length / 2 + 1
                length *= 2
                swap(&source, &target)
            }
        }
        for f in 0..<binCount {
            power[f] = source.real[f] * source.real[f] + source.imaginary[f] * source.imaginary[f]
        }
    }

    /// Real and imaginary parts of several spectra, one after the other.
    private struct Spectra {
        let real: UnsafeMutablePointer<Lanes>
        let imaginary: UnsafeMutablePointer<Lanes>
    }

    /// Spectra of the interleaved frames `samples[r + 2^k n]`, `m / 2 + 1` bins each.
    private func transformShortFrames(
        _ samples: UnsafePointer<Lanes>, into spectra: Spectra, folded: UnsafeMutablePointer<Lanes>
    ) {
        let half = shortSize / 2
        let odd = folded + half
        for frame in 0..<shortFrameCount {
            let x = samples + frame
            var sum = x[0]
            for n in 0..<half {
                let front = x[(n + 1) * shortFrameCount]
                let back = x[(shortSize - 1 - n) * shortFrameCount]
                folded[n] = front + back
                odd[n] = front - back
                sum += folded[n]
            }
            let real = spectra.real + frame * (half + 1)
            let imaginary = spectra.imaginary + frame * (half + 1)
            real[0] = sum
            imaginary[0] = Lanes()
            for f in 0..<half { real[f + 1] = x[0] }
            Self.addProducts(cosines, folded, count: half, to: real + 1)
            for f in 0..<half { imaginary[f + 1] = Lanes() }
            Self.addProducts(sines, odd, count: half, to: imaginary + 1)
            for f in 0..<half { imaginary[f + 1] = -imaginary[f + 1] }
        }
    }

    /// `result[f] += sum over n of matrix[f][n] * values[n]`, in order of n; two rows share each load.
    private static func addProducts(
        _ matrix: [Float], _ values: UnsafePointer<Lanes>, count: Int, to result: UnsafeMutablePointer<Lanes>
    ) {
        matrix.withUnsafeBufferPointer { table in
            guard let rows = table.baseAddress else { return }
            var f = 0
            while f + 1 < count {
                let row = rows + f * count
                var first = result[f]
                var second = result[f + 1]
                for n in 0..<count {
                    let value = values[n]
                    first += value * row[n]
                    second += value * row[count + n]
                }
                result[f] = first
                result[f + 1] = second
                f += 2
            }
            if f < count {
                var last = result[f]
                for n in 0..<count { last += values[n] * rows[f * count + n] }
                result[f] = last
            }
        }
    }

    /// One butterfly level: the spectrum of `2 * length` samples from those of the even and of the odd ones.
    ///
    /// X[f] = E[f] + w^f O[f] and X[length - f] = conj(E[f] - w^f O[f]), f = 0 ... length / 2.
    private static func combine(
        _ source: Spectra, first: Int, second: Int, into target: Spectra, at start: Int, length: Int,
        twiddles: UnsafePointer<SIMD2<Float>>
    ) {
        let evenReal = source.real + first
        let evenImaginary = source.imaginary + first
        let oddReal = source.real + second
        let oddImaginary = source.imaginary + second
        let real = target.real + start
        let imaginary = target.imaginary + start
        for f in 0...length / 2 {
            let w = twiddles[f]
            let productReal = oddReal[f] * w.x - oddImaginary[f] * w.y
            let productImaginary = oddReal[f] * w.y + oddImaginary[f] * w.x
            let a = evenReal[f]
            let b = evenImaginary[f]
            real[length - f] = a - productReal
            imaginary[length - f] = productImaginary - b
            real[f] = a + productReal
            imaginary[f] = b + productImaginary
        }
    }
}
