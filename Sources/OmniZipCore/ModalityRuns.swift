/// Windows of scope `released`: a run of video tokens and the run of audio tokens that follows it.
public enum ModalityRuns {
    /// Marks of the two modalities in a block of tokens.
    public static let video: UInt8 = 1
    /// Mark of an audio token.
    public static let audio: UInt8 = 2

    /// Windows of a block of tokens.
    ///
    /// - Parameters:
    ///   - modality: 1 for a video token, 2 for an audio token, in the block's order.
    ///   - cellsPerPatch: video tokens of a patch.
    /// - Throws: `CompressionError` if a mark is neither, or a run of video is no whole number of patches.
    public static func windows(modality: [UInt8], cellsPerPatch: Int) throws(CompressionError) -> [TimeWindow] {
        var windows: [TimeWindow] = []
        var audio = 0
        var patch = 0
        var position = 0
        while position < modality.count {
            let videoRun = run(of: Self.video, in: modality, from: position)
            let audioRun = run(of: Self.audio, in: modality, from: videoRun.upperBound)
            guard !videoRun.isEmpty || !audioRun.isEmpty else {
                throw fault("token_modality[\(position)] is \(modality[position])", "1 is video, 2 is audio")
            }
            guard videoRun.isEmpty || cellsPerPatch > 0 && videoRun.count % cellsPerPatch == 0 else {
                throw fault(
                    "the \(videoRun.count) video tokens from position \(position) are no whole number of patches of "
                        + "\(cellsPerPatch) cells", "windows must not split a patch")
            }
            let patches = videoRun.isEmpty ? 0 : videoRun.count / cellsPerPatch
            windows.append(
                TimeWindow(audio: audio..<audio + audioRun.count, patches: patch..<patch + patches))
            audio += audioRun.count
            patch += patches
            position = audioRun.upperBound
        }
        return windows
    }

    private static func run(of mark: UInt8, in modality: [UInt8], from start: Int) -> Range<Int> {
        var end = start
        while end < modality.count, modality[end] == mark { end += 1 }
        return start..<end
    }

    private static func fault(_ cause: String, _ remedy: String) -> CompressionError {
        CompressionError(code: .shapeMismatch, operation: "find windows", cause: cause, remedy: remedy)
    }
}
