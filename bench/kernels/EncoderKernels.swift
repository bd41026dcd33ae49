import OmniZipCore
import OmniZipEncoders

/// The audio encoder on noise. The log-mel spectrum is computed while samples are appended, everything else at the end.
struct AudioKernel {
    private let encoder: any Encoder
    private let samples: [Float]

    init(encoder: any Encoder, seconds: Int) {
        self.encoder = encoder
        var noise = Noise(seed: 2)
        samples = noise.values(16_000 * seconds).map { $0 * 0.1 }
    }

    /// The log-mel spectrum alone.
    func appended() -> any AudioEncoding {
        var encoding = encoder.makeAudioEncoder(framing: .fourFrames)
        samples.withUnsafeBufferPointer { samples in
            for first in stride(from: 0, to: samples.count, by: 4096) {
                encoding.append(UnsafeBufferPointer(rebasing: samples[first..<min(first + 4096, samples.count)]))
            }
        }
        return encoding
    }

    /// - Returns: milliseconds of the log-mel spectrum, and of all with the rows written.
    func run() -> (logMel: Double, whole: Double) {
        let start = threadClock()
        var encoding = appended()
        let logMel = threadClock() - start
        let tokens = encoding.finish()
        var rows = [Float](repeating: 0, count: 50 * encoder.dimension)
        for first in stride(from: 0, to: tokens.count, by: 50) {
            let range = first..<min(first + 50, tokens.count)
            rows.withUnsafeMutableBufferPointer { rows in
                tokens.write(
                    range, to: UnsafeMutableBufferPointer(rebasing: rows[..<(range.count * encoder.dimension)]))
            }
        }
        return (logMel, threadClock() - start)
    }
}

/// The video encoder on a textured scene in which a square moves.
struct VideoKernel {
    private let encoder: any Encoder
    private let grid: CellGrid
    private let seconds: Int
    private let pictures: [[UInt8]]

    private static let cellPixels = 28

    /// Two pictures a second, in a cycle of eight.
    init(encoder: any Encoder, grid: CellGrid, seconds: Int) {
        self.encoder = encoder
        self.grid = grid
        self.seconds = seconds
        let (height, width) = (grid.height * Self.cellPixels, grid.width * Self.cellPixels)
        var noise = Noise(seed: 3)
        let scene = noise.values(height * width * 3).map { UInt8(128 + 60 * $0) }
        pictures = (0..<8).map { index in
            var picture = scene
            for y in 100..<150 {
                for x in (40 + index * 24)..<(90 + index * 24) {
                    for channel in 0..<3 { picture[(y * width + x) * 3 + channel] = UInt8(80 * channel) }
                }
            }
            return picture
        }
    }

    func run() {
        var encoding = encoder.makeVideoEncoder(grid: grid, cellPixels: Self.cellPixels)
        var rows = [Float](repeating: 0, count: grid.count * encoder.dimension)
        for patch in 0..<seconds {
            pictures[patch * 2 % 8].withUnsafeBufferPointer { first in
                pictures[(patch * 2 + 1) % 8].withUnsafeBufferPointer { second in
                    rows.withUnsafeMutableBufferPointer {
                        encoding.encode(first: first, second: second, windowHalf: patch % 2, to: $0)
                    }
                }
            }
        }
    }
}
