import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct Qwen25OmniProfileTests {
    private let profile = Qwen25OmniProfile()

    private func bounds(minPixels: Int = 100_352, maxPixels: Int = 100_352) -> PictureOptions {
        PictureOptions(minPixels: minPixels, maxPixels: maxPixels, totalPixels: profile.totalPixels)
    }

    @Test func pictureSizesEqualTheModelsTools() throws {
        let rows = try QwenGeometry.load().picture_size
        #expect(rows.count == 96)
        for row in rows {
            let options = bounds(maxPixels: row.video_max_pixels)
            let utils = try profile.utilsPictureSize(
                height: row.height, width: row.width, frameCount: row.nframes, options: options)
            #expect([utils.height, utils.width] == row.utils, "\(row)")
            let final = try profile.pictureSize(
                height: row.height, width: row.width, frameCount: row.nframes, options: options)
            #expect([final.height, final.width] == row.final, "\(row)")
        }
    }

    @Test func intervalSamplingHasNoCapThatDependsOnTheLength() throws {
        let options = PictureOptions(minPixels: 100_352, maxPixels: 200_704, totalPixels: nil)
        let size = try profile.pictureSize(height: 252, width: 448, frameCount: 100_000, options: options)
        #expect(size == PictureSize(height: 252, width: 448))
        let capped = try profile.pictureSize(
            height: 1080, width: 1920, frameCount: 100_000, options: bounds(maxPixels: 602_112))
        #expect(capped == PictureSize(height: 252, width: 448))
    }

    @Test func pixelOptionsOutOfRangeNameTheKey() {
        for options in [bounds(maxPixels: 100), bounds(minPixels: 0), bounds(maxPixels: .max)] {
            let error = #expect(throws: ProfileError.self) {
                try profile.pictureSize(height: 100, width: 100, frameCount: 2, options: options)
            }
            #expect(error?.code == .optionOutOfRange)
            #expect(error?.cause.contains("_pixels is ") == true)
        }
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 0), (2, 0), (3, 1), (97, 24), (100, 25), (930, 232), (30_000, 7500)])
    func audioTokens(melFrames: Int, tokens: Int) {
        #expect(profile.audioTokenCount(melFrames: melFrames) == tokens)
    }

    @Test(arguments: [
        "even_16s", "fps1", "fractional_grid", "long_audio", "one_point_one_six", "short_audio", "single_patch",
        "sparse_grid",
    ])
    func orderAndPositionsEqualTheModel(vector: String) throws {
        let golden = try GoldenTensors("tmrope_qwen2_5_omni/\(vector).safetensors")
        let grid = CellGrid(height: try golden.number("cells_h"), width: try golden.number("cells_w"))
        let audioTokens: Int = try golden.number("audio_tokens")
        #expect(profile.audioTokenCount(melFrames: try golden.number("mel_frames")) == audioTokens)
        let layout = try profile.layout(
            grid: grid, patchCount: try golden.number("grid_t"), audioTokenCount: audioTokens,
            secondsPerGrid: try golden.number("seconds_per_grid"))

        let modality = try golden.values("token_modality", as: UInt8.self)
        let ids = try golden.values("position_ids", as: Int32.self)
        let start = try #require(modality.firstIndex { $0 != 0 })
        #expect(Array(modality[start..<start + layout.count]) == layout.modality)
        #expect(modality[(start + layout.count)...].allSatisfy { $0 == 0 })
        let offset = ids[start]
        for axis in 0..<3 {
            let golden = ids[(axis * modality.count + start)...].prefix(layout.count).map { $0 - offset }
            guard case .integer(let positions) = layout.positions else { Issue.record("ids are real"); continue }
            #expect(golden == Array(positions[axis * layout.count..<(axis + 1) * layout.count]))
        }
        #expect(ids[start + layout.count] - offset == Int32(layout.nextPosition))
    }

    @Test func theModelGoesOnAfterTheChunkItAppendedLast() throws {
        // One chunk of each: the audio's is appended last, though rows and patches have larger ids.
        let tall = try profile.layout(
            grid: CellGrid(height: 16, width: 4), patchCount: 2, audioTokenCount: 5, secondsPerGrid: 1)
        #expect(tall.nextPosition == 5)
        // A video chunk without an audio chunk: largest id of all axes.
        let silent = try profile.layout(
            grid: CellGrid(height: 30, width: 4), patchCount: 2, audioTokenCount: 0, secondsPerGrid: 1)
        #expect(silent.nextPosition == 30)
        let heard = try profile.layout(
            grid: CellGrid(height: 3, width: 4), patchCount: 0, audioTokenCount: 60, secondsPerGrid: 1)
        #expect(heard.nextPosition == 60)
        #expect(heard.count == 60)
        let nothing = try profile.layout(
            grid: CellGrid(height: 0, width: 0), patchCount: 0, audioTokenCount: 0, secondsPerGrid: 0)
        #expect(nothing.nextPosition == 0)
        #expect(nothing.positions == .integer([]))
    }

    @Test func windowsTileBothStreams() throws {
        let windows = try profile.windows(patchCount: 5, audioTokenCount: 120, secondsPerGrid: 1)
        #expect(
            windows == [
                TimeWindow(audio: 0..<50, patches: 0..<2), TimeWindow(audio: 50..<100, patches: 2..<4),
                TimeWindow(audio: 100..<120, patches: 4..<5),
            ])
        let silent = try profile.windows(patchCount: 3, audioTokenCount: 0, secondsPerGrid: 1)
        #expect(silent.map(\.patches) == [0..<2, 2..<3])
        #expect(silent.allSatisfy { $0.audio.isEmpty })
        let audioOnly = try profile.windows(patchCount: 0, audioTokenCount: 51, secondsPerGrid: 0)
        #expect(audioOnly.map(\.audio) == [0..<50, 50..<51])
        #expect(try profile.windows(patchCount: 0, audioTokenCount: 0, secondsPerGrid: 1).isEmpty)
    }

    @Test func sparsePatchesLeaveWindowsWithoutVideo() throws {
        let windows = try profile.windows(patchCount: 3, audioTokenCount: 10, secondsPerGrid: 5)
        #expect(windows.map(\.patches) == [0..<1, 1..<1, 1..<2, 2..<2, 2..<2, 2..<3])
        #expect(windows.map(\.audio) == [0..<10] + Array(repeating: 10..<10, count: 5))
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

    @Test func registryKnowsTheProfile() throws {
        #expect(ProfileRegistry.names.first == "qwen2.5-omni")
        for name in ProfileRegistry.names { #expect(try ProfileRegistry.profile(named: name).name == name) }
        let error = #expect(throws: ProfileError.self) { try ProfileRegistry.profile(named: "qwen9") }
        #expect(error?.description.contains("qwen2.5-omni") == true)
    }
}
