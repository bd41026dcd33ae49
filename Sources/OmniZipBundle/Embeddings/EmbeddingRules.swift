import OmniZipCore

/// The rules of an embeddings file, but for the values of its tokens.
struct EmbeddingRules {
    /// Widest tokens that are read: some fifty times a large model's.
    static let mostColumns = 1 << 20

    /// Rows and width of `audio_embeddings`.
    let audio: (rows: Int, columns: Int)
    /// Rows and width of `video_embeddings`.
    let video: (rows: Int, columns: Int)
    let saliency: [Float]
    let patchCount: Int
    let grid: CellGrid

    static func invalid(_ tensor: String, _ cause: String) -> BundleError {
        BundleError(code: .invalid, operation: "read tensor \(tensor)", path: nil, cause: cause)
    }

    func check() throws(BundleError) {
        let (cells, overflow) = grid.height.multipliedReportingOverflow(by: grid.width)
        let (tokens, overflow2) = cells.multipliedReportingOverflow(by: patchCount)
        guard !overflow, !overflow2, min(grid.height, grid.width, patchCount) >= 0, tokens == video.rows else {
            throw Self.invalid(
                "video_embeddings",
                "\(video.rows) tokens, but the metadata says \(patchCount) patches of \(grid.height) x \(grid.width)")
        }
        try Self.checkWidths(audio: audio.columns, video: video.columns)
        try Self.checkCount(ofSaliency: saliency.count, audio: audio.rows)
        guard video.rows <= Int(Int32.max) - audio.rows else {
            throw Self.invalid("video_embeddings", "more tokens than 32 bits can count")
        }
        try saliency.withUnsafeBufferPointer { (values) throws(BundleError) in
            try Self.checkFinite("audio_saliency", values, firstRow: 0, columns: 1)
        }
    }

    /// Checks the widths of both modalities. A tensor of no rows claims any width in no bytes, and rows are made room
    /// for before one is read.
    static func checkWidths(audio: Int, video: Int) throws(BundleError) {
        guard video > 0 else { throw invalid("video_embeddings", "the tokens have no width") }
        guard video <= mostColumns else {
            throw invalid("video_embeddings", "the tokens are \(video) wide; at most \(mostColumns) are possible")
        }
        guard audio == video else {
            throw invalid("audio_embeddings", "the tokens are \(audio) wide, those of video \(video)")
        }
    }

    /// Checks that there is one saliency for each audio token.
    static func checkCount(ofSaliency count: Int, audio: Int) throws(BundleError) {
        guard count == audio else { throw invalid("audio_saliency", "\(count) values for \(audio) audio tokens") }
    }

    /// Refuses a NaN or an infinity, naming its place.
    ///
    /// - Parameters:
    ///   - values: rows of `columns` values.
    ///   - firstRow: which row of the tensor the first of them is.
    static func checkFinite(
        _ tensor: String, _ values: UnsafeBufferPointer<Float>, firstRow: Int, columns: Int
    ) throws(BundleError) {
        guard let index = NonFinite.firstIndex(in: values) else { return }
        throw invalid(tensor, "row \(firstRow + index / columns), column \(index % columns) is \(values[index])")
    }

    func checkTiling(_ windows: [TimeWindow]) throws(BundleError) {
        var end = (audio: 0, patch: 0)
        for (index, window) in windows.enumerated() {
            guard window.audio.lowerBound == end.audio else {
                throw Self.invalid(
                    "window_audio", "window \(index) begins at token \(window.audio.lowerBound), not \(end.audio)")
            }
            guard window.patches.lowerBound == end.patch else {
                throw Self.invalid(
                    "window_patches", "window \(index) begins at patch \(window.patches.lowerBound), not \(end.patch)")
            }
            end = (window.audio.upperBound, window.patches.upperBound)
        }
        guard end.audio == audio.rows else {
            throw Self.invalid("window_audio", "the windows hold \(end.audio) of \(audio.rows) audio tokens")
        }
        guard end.patch == patchCount else {
            throw Self.invalid("window_patches", "the windows hold \(end.patch) of \(patchCount) patches")
        }
    }

    func checkOrder(_ modality: [UInt8]) throws(BundleError) {
        guard modality.allSatisfy({ $0 == 1 || $0 == 2 }) else {
            throw Self.invalid("token_modality", "holds values other than 1 (video) and 2 (audio)")
        }
        let videoCount = modality.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
        guard videoCount == video.rows, modality.count - videoCount == audio.rows else {
            throw Self.invalid(
                "token_modality",
                "\(videoCount) video and \(modality.count - videoCount) audio tokens, but there are \(video.rows) and "
                    + "\(audio.rows)")
        }
    }

    /// The block as windows say: each one's video, then its audio.
    func order(of windows: [TimeWindow]) -> [UInt8] {
        windows.flatMap { window in
            [UInt8](repeating: 1, count: window.patches.count * grid.count)
                + [UInt8](repeating: 2, count: window.audio.count)
        }
    }

    /// Windows of a block: a run of video tokens and the run of audio tokens that follows it. Video after the last
    /// audio is one more window, and so is audio before the first video.
    func windows(ofRuns modality: [UInt8]) throws(BundleError) -> [TimeWindow] {
        try checkOrder(modality)
        var windows: [TimeWindow] = []
        var start = (audio: 0, video: 0)
        var end = (audio: 0, video: 0)
        for (index, kind) in modality.enumerated() {
            if kind == 1 { end.video += 1 } else { end.audio += 1 }
            let isLastOfWindow = index + 1 == modality.count || (kind == 2 && modality[index + 1] == 1)
            guard isLastOfWindow else { continue }
            windows.append(
                TimeWindow(
                    audio: start.audio..<end.audio,
                    patches: try patch(
                        at: start.video, window: windows.count)..<patch(
                            at: end.video, window: windows.count)))
            start = end
        }
        return windows
    }

    private func patch(at token: Int, window: Int) throws(BundleError) -> Int {
        guard grid.count > 0 else { return 0 }
        guard token % grid.count == 0 else {
            throw Self.invalid(
                "token_modality",
                "window \(window) splits a patch: its video tokens end at \(token), not at a multiple "
                    + "of \(grid.count)")
        }
        return token / grid.count
    }
}
