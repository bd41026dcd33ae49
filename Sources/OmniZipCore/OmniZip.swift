/// OmniZip on a whole clip whose tokens are in memory.
public enum OmniZip {
    /// Compresses a clip.
    ///
    /// - Parameters:
    ///   - audio: audio tokens, [Na, D].
    ///   - video: video tokens, [T * C, D], patch after patch, cells row-major.
    ///   - saliency: attention received by each audio token, [Na].
    ///   - windows: stretches that cover all audio tokens and patches once each, in order; either part may be empty.
    ///   - grid: cells of a patch, C of them.
    ///   - parameters: every parameter, of either scope.
    /// - Throws: `CompressionError` if shapes disagree, a value is not finite, a parameter is out of range, or the
    ///   windows do not tile.
    /// - Complexity: products of O((Na + C) * T * C * D) over the clip's windows.
    public static func compress(
        audio: TokenMatrix, video: TokenMatrix, saliency: [Float], windows: [TimeWindow], grid: CellGrid,
        parameters: CompressionParameters
    ) throws(CompressionError) -> CompressionResult {
        let patchCount = try check(audio: audio, video: video, saliency: saliency, grid: grid)
        let selection = try CompressionPlan.inAnyScope(
            saliency: saliency, windows: windows, patchCount: patchCount, cellsPerPatch: grid.count,
            parameters: parameters)
        return compress(audio: audio, video: video, selection: selection, grid: grid)
    }

    /// Checks shapes and values; returns the number of patches.
    private static func check(
        audio: TokenMatrix, video: TokenMatrix, saliency: [Float], grid: CellGrid
    ) throws(CompressionError) -> Int {
        guard grid.height >= 0, grid.width >= 0, !grid.height.multipliedReportingOverflow(by: grid.width).overflow
        else { throw mismatch("a grid of \(grid.height) x \(grid.width) cells") }
        guard audio.rows == saliency.count else {
            throw mismatch("audio_embeddings has \(audio.rows) rows, audio_saliency \(saliency.count) values")
        }
        guard audio.rows == 0 || video.rows == 0 || audio.columns == video.columns else {
            throw mismatch(
                "audio_embeddings is \(audio.columns) values wide, video_embeddings \(video.columns)")
        }
        guard audio.rows == 0 || audio.columns > 0, video.rows == 0 || video.columns > 0 else {
            throw mismatch("tokens of no values")
        }
        guard video.rows == 0 || grid.count > 0 && video.rows % grid.count == 0 else {
            throw mismatch(
                "video_embeddings has \(video.rows) rows, no whole number of patches of \(grid.height) x \(grid.width)")
        }
        try InputValidation.checkFinite(audio.values, columns: audio.columns, named: "audio_embeddings")
        try InputValidation.checkFinite(video.values, columns: video.columns, named: "video_embeddings")
        return grid.count > 0 ? video.rows / grid.count : 0
    }

    private static func mismatch(_ cause: String) -> CompressionError {
        CompressionError(code: .shapeMismatch, operation: "check shapes", cause: cause, remedy: nil)
    }

    private static func compress(
        audio: TokenMatrix, video: TokenMatrix, selection: CompressionPlan, grid: CellGrid
    ) -> CompressionResult {
        let columns = max(audio.rows > 0 ? audio.columns : video.columns, 1)
        var compressor = StreamCompressor(selection: selection, grid: grid, dimension: columns)
        var assembly = ResultAssembly(audio: audio, video: video)
        audio.values.withUnsafeBufferPointer { audio in
            video.values.withUnsafeBufferPointer { video in
                for token in compressor.audioBeforeWindows {
                    compressor.take(slice(audio, token..<token + 1, of: columns))
                }
                for (index, window) in selection.windows.enumerated() {
                    compressor.begin(window: index, audio: slice(audio, window.audio, of: columns))
                    for patches in compressor.pieces(of: index) {
                        assembly.append(compressor.compress(slice(video, patches, of: grid.count * columns)))
                    }
                    assembly.append(compressor.endWindow())
                }
            }
        }
        return assembly.result(selection, lateMerges: compressor.finish())
    }

    private static func slice(
        _ values: UnsafeBufferPointer<Float>, _ range: Range<Int>, of count: Int
    ) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: values[range.lowerBound * count..<range.upperBound * count])
    }
}
