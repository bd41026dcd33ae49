/// Writes bundles: one safetensors file with the same tensors for every video.
public enum BundleWriter {
    /// Writes `bundle` with its tokens to `path`; the file appears when it is complete.
    ///
    /// - Parameters:
    ///   - bundle: everything but the tokens. Its metadata's `content` says whether tokens are written.
    ///   - tokens: all kept rows, those of video first; nil exactly for content `plan`.
    ///   - inputs: the model's own inputs; nil exactly where the content is not `inputs`.
    /// - Returns: bytes of the file.
    ///
    /// #### Errors
    /// `inconsistent` if the bundle breaks its own rules or the spools do not hold what it says, `system` if the disk
    /// refuses.
    @discardableResult
    public static func write(
        _ bundle: TokenBundle, tokens: TokenSpool?, inputs: ModelInputs? = nil, to path: String
    ) throws(BundleError) -> Int {
        let precision = tokens?.precision ?? .f16
        try check(bundle, tokens: tokens, path: path)
        try check(bundle, inputs: inputs, path: path)
        guard let keep = bundle.keep else {
            throw inconsistent("modality and masks disagree about the number of tokens", path: path)
        }
        let rows = tokens?.rowCount ?? 0
        let writer = try SafetensorsWriter(
            path: path, tensors: BundleSchema.declarations(of: bundle, tokenRows: rows, precision: precision),
            metadata: bundle.metadata.strings)
        try writeMasks(bundle, keep: keep, to: writer)
        try writeWindows(bundle.windows, to: writer)
        try writer.write(bundle.merges.target, to: "merge_target")
        try writer.write(bundle.merges.source, to: "merge_source")
        try writer.write(bundle.merges.weight, to: "merge_weight")
        try writer.write(bundle.frameIndex, to: "frame_index")
        try writer.write(bundle.frameSeconds, to: "frame_seconds")
        try tokens?.copy(spoolRows(of: bundle), to: writer, tensor: "tokens")
        try writer.write(bundle.inputs.packedFrameEnds, to: "packed_frame_ends")
        try inputs?.copy(to: writer)
        try writer.publish()
        return writer.fileByteCount
    }

    /// Rows of the spool in the order of the block: its kept tokens, joined as long as the modality stays the same.
    private static func spoolRows(of bundle: TokenBundle) -> [Range<Int>] {
        var next = (video: 0, audio: BlockMask.trueCount(bundle.videoKeep))
        var token = (video: 0, audio: 0)
        var ranges: [Range<Int>] = []
        for kind in bundle.modality {
            let row: Int
            if kind == 1 {
                token.video += 1
                guard bundle.videoKeep[token.video - 1] else { continue }
                row = next.video
                next.video += 1
            } else {
                token.audio += 1
                guard bundle.audioKeep[token.audio - 1] else { continue }
                row = next.audio
                next.audio += 1
            }
            if let last = ranges.last, last.upperBound == row {
                ranges[ranges.count - 1] = last.lowerBound..<row + 1
            } else {
                ranges.append(row..<row + 1)
            }
        }
        return ranges
    }

    private static func check(_ bundle: TokenBundle, tokens: TokenSpool?, path: String) throws(BundleError) {
        if let problem = BundleVerifier.problems(in: bundle).first {
            throw inconsistent(problem.description, path: path)
        }
        switch (bundle.metadata.content, tokens) {
        case (.plan, .some): throw inconsistent("a plan has no tokens", path: path)
        case (.tokens, nil), (.inputs, nil): throw inconsistent("the tokens are missing", path: path)
        case (_, let spool?) where spool.rowCount != bundle.keptCount || spool.dimension != bundle.metadata.dimension:
            throw inconsistent(
                "tokens are \(spool.rowCount) x \(spool.dimension), the plan keeps \(bundle.keptCount) of width "
                    + "\(bundle.metadata.dimension)", path: path)
        default: break
        }
    }

    private static func check(_ bundle: TokenBundle, inputs: ModelInputs?, path: String) throws(BundleError) {
        guard (inputs != nil) == (bundle.metadata.content == .inputs) else {
            throw inconsistent(
                "content \(bundle.metadata.content) \(inputs == nil ? "without" : "with") the model's inputs",
                path: path)
        }
        guard inputs?.sizes ?? .none == bundle.inputs else {
            throw inconsistent("the model's inputs have other sizes than the bundle says", path: path)
        }
    }

    private static func writeMasks(
        _ bundle: TokenBundle, keep: [Bool], to writer: SafetensorsWriter
    )
        throws(BundleError)
    {
        try writer.write(keep, to: "keep")
        try writer.write(bundle.modality, to: "modality")
        switch bundle.positions {
        case .integer(let ids): try writer.write(ids, to: "position_ids")
        case .fractional(let ids): try writer.write(ids, to: "position_ids")
        }
        try writer.write(bundle.videoKeep, to: "video_keep")
        try writer.write(bundle.audioKeep, to: "audio_keep")
        try writer.write(bundle.audioSaliency, to: "audio_saliency")
        try writer.write(bundle.audioVideoScore, to: "audio_video_score")
    }

    private static func writeWindows(_ windows: [BundleWindow], to writer: SafetensorsWriter) throws(BundleError) {
        try writer.write(TensorRanges.values(windows.map(\.patches)), to: "window_patches")
        try writer.write(TensorRanges.values(windows.map(\.audio)), to: "window_audio")
        try writer.write(windows.flatMap { [$0.seconds.lowerBound, $0.seconds.upperBound] }, to: "window_seconds")
        try writer.write(windows.map(\.retention), to: "window_retention")
        try writer.write(windows.map(\.baseRate), to: "window_base_rate")
        try writer.write(windows.map(\.rate), to: "window_rate")
    }

    private static func inconsistent(_ cause: String, path: String) -> BundleError {
        BundleError(code: .inconsistent, operation: "write bundle", path: path, cause: cause)
    }
}
