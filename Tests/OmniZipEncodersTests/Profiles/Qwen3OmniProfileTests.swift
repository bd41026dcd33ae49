import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct Qwen3OmniProfileTests {
    private let profile = Qwen3OmniProfile()

    /// Vectors of transformers' own processor and get_rope_index; see Golden/make_tmrope_qwen3_omni.py.
    @Test(arguments: [
        "even_8s", "fractional_grid", "long_audio", "one_point_one_six", "short_audio", "sparse_grid", "tall",
    ])
    func orderAndPositionsEqualTheModel(vector: String) throws {
        let golden = try GoldenTensors("tmrope_qwen3_omni/\(vector).safetensors")
        let grid = CellGrid(height: try golden.number("cells_h"), width: try golden.number("cells_w"))
        let audioTokens: Int = try golden.number("audio_tokens")
        #expect(profile.audioTokenCount(melFrames: try golden.number("mel_frames")) == audioTokens)
        let layout = try profile.layout(
            grid: grid, patchCount: try golden.number("grid_t"), audioTokenCount: audioTokens,
            secondsPerGrid: try golden.number("seconds_per_grid"))

        let modality = try golden.values("token_modality", as: UInt8.self)
        let ids = try golden.values("position_ids", as: Float.self)
        let start = try #require(modality.firstIndex { $0 != 0 })
        #expect(Array(modality[start..<start + layout.count]) == layout.modality)
        #expect(modality[(start + layout.count)...].allSatisfy { $0 == 0 })
        guard case .fractional(let positions) = layout.positions else {
            Issue.record("ids are whole")
            return
        }
        // Two words and two markers come before the block; ids count from them in single precision.
        let offset = Float(start)
        for axis in 0..<3 {
            let golden = Array(ids[(axis * modality.count + start)...].prefix(layout.count))
            let own = positions[axis * layout.count..<(axis + 1) * layout.count].map { $0 + offset }
            #expect(golden == own)
        }
        #expect(abs(ids[start + layout.count] - offset - Float(layout.nextPosition)) < 1e-5)
    }

    @Test func theLargestSizesFollowTheCell() throws {
        let options = PictureOptions(minPixels: 131_072, maxPixels: 786_432, totalPixels: profile.totalPixels)
        let size = try profile.pictureSize(height: 1080, width: 1920, frameCount: 120, options: options)
        #expect(size == PictureSize(height: 640, width: 1152))
        #expect(profile.pixelRange == 131_072...786_432)
        #expect(profile.totalPixels == 117_964_800)
        let small = try profile.pictureSize(
            height: 1080, width: 1920, frameCount: 120,
            options: PictureOptions(minPixels: 131_072, maxPixels: 131_072, totalPixels: profile.totalPixels))
        #expect(small.height % 32 == 0 && small.width % 32 == 0)
        #expect(profile.pixelRange.contains(small.height * small.width))
    }

    @Test func windowsAreTwoSecondsOfMediaTime() throws {
        let windows = try profile.windows(patchCount: 5, audioTokenCount: 60, secondsPerGrid: 1)
        #expect(
            windows == [
                TimeWindow(audio: 0..<26, patches: 0..<2), TimeWindow(audio: 26..<52, patches: 2..<4),
                TimeWindow(audio: 52..<60, patches: 4..<5),
            ])
        let sparse = try profile.windows(patchCount: 2, audioTokenCount: 3, secondsPerGrid: 5)
        #expect(sparse.map(\.patches) == [0..<1, 1..<1, 1..<2])
        #expect(sparse.map(\.audio) == [0..<3, 3..<3, 3..<3])
        #expect(try profile.windows(patchCount: 0, audioTokenCount: 0, secondsPerGrid: 1).isEmpty)
    }

    /// Windows are stretches of the block: no token of one lies between tokens of another.
    @Test(arguments: [1, 0.999, 1.1623, 0.37, 3.3, 2])
    func windowsAreContiguousInTheBlock(secondsPerGrid: Double) throws {
        let grid = CellGrid(height: 2, width: 3)
        let windows = try profile.windows(patchCount: 9, audioTokenCount: 117, secondsPerGrid: secondsPerGrid)
        let layout = try profile.layout(
            grid: grid, patchCount: 9, audioTokenCount: 117, secondsPerGrid: secondsPerGrid)
        let owners = layout.modality.indices.map { place in
            let token = Int(layout.sourceIndex[place])
            return windows.firstIndex {
                layout.modality[place] == 1
                    ? $0.patches.contains(token / grid.count) : $0.audio.contains(token)
            } ?? -1
        }
        #expect(owners == owners.sorted())
        #expect(owners.first == 0 && layout.count == 9 * 6 + 117)
    }

    @Test func theModelGoesOnAfterWhatItAppendedLast() throws {
        let silent = try profile.layout(
            grid: CellGrid(height: 30, width: 4), patchCount: 2, audioTokenCount: 0, secondsPerGrid: 1)
        #expect(silent.nextPosition == 30)
        let fractional = try profile.layout(
            grid: CellGrid(height: 2, width: 4), patchCount: 3, audioTokenCount: 5, secondsPerGrid: 1.25)
        #expect(fractional.nextPosition == 33.5)
        let heard = try profile.layout(
            grid: CellGrid(height: 90, width: 4), patchCount: 1, audioTokenCount: 60, secondsPerGrid: 1)
        #expect(heard.nextPosition == 60)
        let nothing = try profile.layout(
            grid: CellGrid(height: 0, width: 0), patchCount: 0, audioTokenCount: 0, secondsPerGrid: 0)
        #expect(nothing.nextPosition == 0 && nothing.positions == .fractional([]))
    }

    @Test(arguments: [Double.nan, .infinity, -1, 0, 1e12])
    func brokenTimesAreErrors(secondsPerGrid: Double) {
        #expect(throws: ProfileError.self) {
            try profile.windows(patchCount: 2, audioTokenCount: 0, secondsPerGrid: secondsPerGrid)
        }
        #expect(throws: ProfileError.self) {
            try profile.layout(
                grid: CellGrid(height: 1, width: 1), patchCount: 2, audioTokenCount: 0, secondsPerGrid: secondsPerGrid)
        }
    }
}
