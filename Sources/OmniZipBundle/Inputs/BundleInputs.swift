/// Sizes of the model's own inputs that a bundle carries; their content stays in the file.
public struct BundleInputs: Sendable, Equatable {
    /// Mel bins of the log-mel.
    public static let melCount = 128
    /// No inputs: every content but `inputs`.
    public static let none = BundleInputs(rawFrameCount: 0, packedFrameEnds: [], logMelFrameCount: 0)
    static let tensorNames = ["frames", "packed_frames", "packed_frame_ends", "log_mel"]

    /// Frames in `frames`: F, or 0.
    public var rawFrameCount: Int
    /// Where each frame's PNG file ends in `packed_frames`, in bytes from its start: [F], or empty.
    public var packedFrameEnds: [Int64]
    /// Frames of 10 ms in `log_mel`: mel_frames, or 0.
    public var logMelFrameCount: Int

    /// Sizes of inputs.
    public init(rawFrameCount: Int, packedFrameEnds: [Int64], logMelFrameCount: Int) {
        self.rawFrameCount = rawFrameCount
        self.packedFrameEnds = packedFrameEnds
        self.logMelFrameCount = logMelFrameCount
    }

    /// Frames, however they are stored.
    public var frameCount: Int { rawFrameCount + packedFrameEnds.count }

    /// Bytes of all PNG files.
    public var packedByteCount: Int { packedFrameEnds.last.map { Int($0) } ?? 0 }

    /// The bytes of frame `index` in `packed_frames`; the ends must be in order.
    func packedRange(_ index: Int) -> Range<Int> {
        Int(index == 0 ? 0 : packedFrameEnds[index - 1])..<Int(packedFrameEnds[index])
    }
}

extension BundleInputs {
    /// Where the inputs' sizes break the rules: what is there follows from content and storage alone.
    static func problems(in bundle: TokenBundle) -> [BundleProblem] {
        let (inputs, metadata) = (bundle.inputs, bundle.metadata)
        var problems: [BundleProblem] = []
        func expect(_ found: Int, _ wanted: Int, _ subject: String, _ what: String) {
            guard found != wanted else { return }
            problems.append(BundleProblem(subject: subject, message: "\(found) \(what), not \(wanted)"))
        }
        let frames = metadata.content == .inputs ? bundle.frameIndex.count : 0
        let isRaw = metadata.frameStorage == .raw
        expect(inputs.rawFrameCount, isRaw ? frames : 0, "frames", "frames")
        expect(inputs.packedFrameEnds.count, isRaw ? 0 : frames, "packed_frame_ends", "frames")
        expect(inputs.logMelFrameCount, metadata.content == .inputs ? metadata.melFrames : 0, "log_mel", "frames")
        let ends = [0] + inputs.packedFrameEnds
        if !zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }) {
            problems.append(BundleProblem(subject: "packed_frame_ends", message: "they do not ascend from 0"))
        }
        return problems
    }
}
