import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Rows of `tokens` belong to the kept positions of the block. The encoder's video tokens have their content in the
/// first 197 columns, its audio tokens in the next 53, so a row in a wrong place shows.
@Suite struct TokenOrderTests {
    /// Two patches over a whole clip: each lasts longer than a window, and the model's order has audio of several
    /// windows before the second patch.
    @Test(arguments: ["slide-talk.mp4", "audio-longer.mp4", "speech-object.mp4"])
    func rowsFollowTheBlockWherePatchesOutlastWindows(clip: String) throws {
        let reader = try SampleRuns.quickPair()[0].reader(clip)
        #expect(reader.bundle.metadata.secondsPerGrid > 2)
        try expectOrder(of: reader)
    }

    @Test(arguments: SampleClips.names)
    func rowsFollowTheBlock(clip: String) throws {
        try expectOrder(of: try SampleRuns.standard().reader(clip))
    }

    private func expectOrder(of reader: BundleReader) throws {
        let bundle = reader.bundle
        let keep = try #require(bundle.keep)
        let kept = zip(keep, bundle.modality).filter(\.0).map(\.1)
        let tokens = try reader.tokens()
        try #require(tokens.rows == kept.count)
        for (row, modality) in kept.enumerated() {
            let values = tokens.values[row * tokens.columns..<(row + 1) * tokens.columns]
            let hasVideo = values.prefix(197).contains { $0 != 0 }
            let hasAudio = values.dropFirst(197).prefix(53).contains { $0 != 0 }
            #expect(hasVideo == (modality == 1) && hasAudio == (modality == 2), "row \(row)")
        }
    }
}
