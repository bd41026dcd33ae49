import OmniZipMedia

/// Delivers the two pictures of each temporal patch from the sampled frames, which arrive in order. Holds two pictures,
/// whatever the length of the video.
final class PatchPictures {
    private let plan: VideoPlan
    private let reader: any FrameSource
    private let recorder: FrameRecorder?
    /// The last sampled frame as the model's own tools make it: the reader's buffer until its next call.
    private var inputPixels = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var first: HeldPicture
    private var second: HeldPicture

    /// - Parameters:
    ///   - threads: 1; 2 for two decoders, or two threads of one where the video cannot be split.
    ///   - recorder: where sampled frames go besides; nil if they are not wanted. One decoder makes them.
    init(index: MediaIndex, plan: VideoPlan, threads: Int = 1, recorder: FrameRecorder? = nil) throws {
        self.plan = plan
        self.recorder = recorder
        var distinct: [Int] = []
        for frame in plan.frameIndices where frame != distinct.last { distinct.append(frame) }
        let size = plan.pictureSize
        let split =
            threads > 1 && recorder == nil
            ? try SplitFrameReader(index: index, frames: distinct, width: size.width, height: size.height) : nil
        reader =
            try split
            ?? VideoFrameReader(
                index: index, frames: distinct, width: size.width, height: size.height,
                options: VideoReadOptions(threads: threads, makesInputs: recorder != nil))
        first = HeldPicture(byteCount: size.height * size.width * 3)
        second = HeldPicture(byteCount: size.height * size.width * 3)
    }

    /// What the reader met on its way.
    var summary: VideoReadSummary { reader.summary }

    /// Calls `body` with the two RGB pictures [H, W, 3] of `patch`. Patches must be asked for in ascending order.
    func withPictures(
        ofPatch patch: Int, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void
    ) throws {
        let positions = plan.framePositions(ofPatch: patch)
        try load(plan.frameIndices[positions.first], into: &first, orCopyFrom: second)
        try recorder?.record(inputPixels)
        try load(plan.frameIndices[positions.second], into: &second, orCopyFrom: first)
        // An odd last frame makes a patch with itself and is stored once.
        if positions.second != positions.first { try recorder?.record(inputPixels) }
        body(UnsafeBufferPointer(first.pixels), UnsafeBufferPointer(second.pixels))
    }

    private func load(_ frame: Int, into target: inout HeldPicture, orCopyFrom other: HeldPicture) throws {
        if target.frame == frame { return }
        if other.frame == frame {
            target.copy(from: UnsafeBufferPointer(other.pixels), frame: frame)
            return
        }
        guard let sampled = try reader.next() else {
            throw MediaError(
                code: .noFrames, operation: "decode video", path: nil,
                cause: "the pictures ended before frame \(frame)", remedy: nil)
        }
        target.copy(from: sampled.pixels, frame: frame)
        inputPixels = sampled.inputPixels
    }
}

/// One picture that outlives the reader's buffer.
private final class HeldPicture {
    let pixels: UnsafeMutableBufferPointer<UInt8>
    private(set) var frame = -1

    init(byteCount: Int) {
        pixels = .allocate(capacity: byteCount)
        pixels.initialize(repeating: 0)
    }

    deinit { pixels.deallocate() }

    func copy(from source: UnsafeBufferPointer<UInt8>, frame: Int) {
        _ = pixels.update(fromContentsOf: source)
        self.frame = frame
    }
}
