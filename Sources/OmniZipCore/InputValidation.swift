/// Checks of what comes from files, before any arithmetic.
enum InputValidation {
    /// The largest patch whose cells are compared with each other: their matrix takes four bytes a pair.
    static let mostCellsPerPatch = 16_384

    /// Checks that windows cover `audioCount` audio tokens and `patchCount` patches once each, in order.
    static func checkTiling(
        _ windows: [TimeWindow], audioCount: Int, patchCount: Int
    ) throws(CompressionError) {
        var audio = 0
        var patch = 0
        for (i, window) in windows.enumerated() {
            if window.audio.lowerBound != audio || window.patches.lowerBound != patch {
                throw tilingFault(
                    "window \(i) starts at audio token \(window.audio.lowerBound) and patch "
                        + "\(window.patches.lowerBound), the one before ends at \(audio) and \(patch)")
            }
            audio = window.audio.upperBound
            patch = window.patches.upperBound
        }
        if audio != audioCount || patch != patchCount {
            throw tilingFault(
                "the windows end at audio token \(audio) and patch \(patch), but there are \(audioCount) audio tokens "
                    + "and \(patchCount) patches")
        }
    }

    /// Checks the size of the picture side and returns its number of tokens.
    static func tokenCount(patchCount: Int, cellsPerPatch: Int) throws(CompressionError) -> Int {
        guard patchCount >= 0, cellsPerPatch >= 0, patchCount == 0 || cellsPerPatch > 0 else {
            throw CompressionError(
                code: .shapeMismatch, operation: "check shapes",
                cause: "\(patchCount) patches of \(cellsPerPatch) cells are no video", remedy: nil)
        }
        let (count, overflow) = patchCount.multipliedReportingOverflow(by: cellsPerPatch)
        guard !overflow, cellsPerPatch <= mostCellsPerPatch, count <= Int(Int32.max) else {
            throw CompressionError(
                code: .tooLarge, operation: "check shapes",
                cause: "\(patchCount) patches of \(cellsPerPatch) cells are too many",
                remedy: "at most \(mostCellsPerPatch) cells a patch and \(Int32.max) tokens")
        }
        return count
    }

    /// Checks that a clip's saliency is finite and not too long.
    static func check(saliency: [Float]) throws(CompressionError) {
        guard saliency.count <= Int(Int32.max) else {
            throw CompressionError(
                code: .tooLarge, operation: "check shapes", cause: "\(saliency.count) audio tokens are too many",
                remedy: "at most \(Int32.max)")
        }
        try checkFinite(saliency, columns: 1, named: "audio_saliency")
    }

    /// Checks that every value of a tensor is finite; the error names the tensor and the first bad index.
    static func checkFinite(_ values: [Float], columns: Int, named name: String) throws(CompressionError) {
        guard let bad = values.firstIndex(where: { !$0.isFinite }) else { return }
        let place = columns > 1 ? "[\(bad / columns), \(bad % columns)]" : "[\(bad)]"
        throw CompressionError(
            code: .notFinite, operation: "check values", cause: "\(name)\(place) is \(values[bad])",
            remedy: "every value must be a finite number")
    }

    private static func tilingFault(_ cause: String) -> CompressionError {
        CompressionError(
            code: .windowsDoNotTile, operation: "check windows", cause: cause,
            remedy: "windows must cover all audio tokens and patches once each, in order")
    }
}
