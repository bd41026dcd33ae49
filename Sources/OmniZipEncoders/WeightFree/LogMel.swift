import OmniZipKernels

/// The log-mel of a clip as Whisper's feature extractor gives it to a model: 128 mel bins, 100 frames a second, without
/// frames of padding.
///
/// Holds 51 KB a second of sound: the logarithms as they were analysed. Rows are made when asked for.
public struct LogMel: Sendable {
    /// Mel bins.
    public static let melCount = LogMelAnalyzer.melCount

    /// One frame whose values differ from those of the analysed blocks.
    struct ReplacedFrame {
        let index: Int
        let logarithms: [Float]
    }

    /// Frames of 10 ms.
    public let frameCount: Int
    /// Blocks of eight frames, `melCount` vectors each.
    private let chunks: [[LogMelAnalyzer.Lanes]]
    private let lastFrame: ReplacedFrame?
    /// Smallest logarithm, 8 (80 dB) under the largest.
    private let floor: Float

    /// The log-mel of no sound.
    init() {
        (frameCount, chunks, lastFrame, floor) = (0, [], nil, LogMelAnalyzer.smallest)
    }

    /// - Parameters:
    ///   - chunks: blocks of the sound with zeros behind it, up to the last frame that reaches into it.
    ///   - lastFrame: the frame that reaches into the reflection; it is the last that counts for the maximum.
    init(
        chunks: [[LogMelAnalyzer.Lanes]], sampleCount: Int, ending: LogMelEnding, lastFrame: ReplacedFrame?
    ) {
        frameCount = ending.frameCount(sampleCount: sampleCount)
        self.chunks = chunks
        self.lastFrame = lastFrame
        let counted = ending.paddedCount(sampleCount: sampleCount) / LogMelAnalyzer.hop
        floor = Self.maximum(chunks, frames: counted, lastFrame) - 8
    }

    /// Normalised values of mel bin `mel`: `(max(x, max x - 8) + 4) / 4` of the logarithms x to base 10.
    ///
    /// - Precondition: 0 <= mel < `melCount`.
    /// - Returns: `frameCount` values.
    public func row(_ mel: Int) -> [Float] {
        precondition(mel >= 0 && mel < Self.melCount, "there are \(Self.melCount) mel bins")
        let lowest = LogMelAnalyzer.Lanes(repeating: floor)
        var row: [Float] = []
        row.reserveCapacity(frameCount + LogMelAnalyzer.framesPerBlock)
        for chunk in chunks {
            for place in stride(from: mel, to: chunk.count, by: Self.melCount) {
                let normalised = (LaneMath.maximum(chunk[place], lowest) + 4) * 0.25
                for lane in 0..<LogMelAnalyzer.framesPerBlock { row.append(normalised[lane]) }
            }
        }
        if let lastFrame, lastFrame.index < frameCount {
            row[lastFrame.index] = (max(lastFrame.logarithms[mel], floor) + 4) * 0.25
        }
        row.removeLast(row.count - frameCount)
        return row
    }

    /// The largest logarithm of the first `frames` frames. Beyond the blocks there is silence.
    private static func maximum(
        _ chunks: [[LogMelAnalyzer.Lanes]], frames: Int, _ lastFrame: ReplacedFrame?
    ) -> Float {
        let whole = lastFrame.map { min($0.index, frames) } ?? frames
        var largest = LogMelAnalyzer.Lanes(repeating: LogMelAnalyzer.smallest)
        var firstFrame = 0
        for chunk in chunks {
            for start in stride(from: 0, to: chunk.count, by: melCount) {
                let lanes = min(LogMelAnalyzer.framesPerBlock, whole - firstFrame)
                firstFrame += LogMelAnalyzer.framesPerBlock
                guard lanes > 0 else { break }
                for mel in start..<start + melCount {
                    // Lanes of no frame count as silence.
                    var frames = chunk[mel]
                    for lane in lanes..<LogMelAnalyzer.framesPerBlock { frames[lane] = LogMelAnalyzer.smallest }
                    largest = LaneMath.maximum(largest, frames)
                }
            }
        }
        let replaced = lastFrame?.logarithms.max() ?? LogMelAnalyzer.smallest
        return (0..<LogMelAnalyzer.framesPerBlock).reduce(replaced) { max($0, largest[$1]) }
    }
}
