import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct VideoPlanTests {
    /// silent.mp4: 192 frames of 320x180 at 24 a second; portrait-rotated.mp4: 210 frames of 270x480 at 30.
    private func plan(
        _ clip: String = "silent.mp4", _ change: (inout IngestConfiguration) -> Void = { _ in }
    ) throws -> VideoPlan {
        var configuration = IngestConfiguration()
        change(&configuration)
        let index = try #require(try MediaIndexer.index(path: try SampleClips.path(clip)).video)
        return try VideoPlan(
            index: index, profile: try ProfileRegistry.profile(named: configuration.profile),
            configuration: configuration)
    }

    @Test func linspaceTakesTwoFramesASecondFromTheFirstToTheLast() throws {
        let plan = try plan()
        #expect(plan.frameIndices.count == 16)
        #expect(plan.frameIndices.first == 0 && plan.frameIndices.last == 191)
        #expect(zip(plan.frameIndices, plan.frameIndices.dropFirst()).allSatisfy { $0 < $1 })
        #expect(plan.patchCount == 8)
        #expect(plan.fpsEffective == 2)
        #expect(plan.secondsPerGrid == 1)
        #expect(plan.grid == CellGrid(height: 9, width: 16))
        #expect(plan.pictureSize == PictureSize(height: 252, width: 448))
        #expect(plan.warnings.isEmpty)
    }

    @Test func theFrameCapSlowsTheEffectiveRate() throws {
        let plan = try plan { $0.maxFrames = 6 }
        #expect(plan.frameIndices.count == 6)
        #expect(plan.fpsEffective == 6.0 / 192 * 24)
        #expect(plan.secondsPerGrid == 2 / plan.fpsEffective)
    }

    @Test func intervalTakesTheFrameShownAtEachMultiple() throws {
        let plan = try plan {
            $0.sampling = .interval; $0.fps = 1
        }
        #expect(plan.frameIndices == [0, 24, 48, 72, 96, 120, 144, 168])
        #expect(plan.fpsEffective == 1)
        #expect(plan.secondsPerGrid == 2)
    }

    @Test func anOddNumberOfFramesRepeatsTheLast() throws {
        let plan = try plan {
            $0.sampling = .interval; $0.fps = 0.6
        }
        #expect(plan.frameIndices == [0, 40, 80, 120, 160])
        #expect(plan.patchCount == 3)
        #expect(plan.framePositions(ofPatch: 0) == (0, 1))
        #expect(plan.framePositions(ofPatch: 2) == (4, 4))
    }

    @Test func oneFrameIsOnePatchWithAWarning() throws {
        let plan = try plan {
            $0.sampling = .interval; $0.fps = 0.1
        }
        #expect(plan.frameIndices == [0])
        #expect(plan.patchCount == 1)
        #expect(plan.framePositions(ofPatch: 0) == (0, 0))
        #expect(plan.warnings.map(\.code) == ["single_frame"])
    }

    @Test func theProcessorsTimingAssumesItsOwnRate() throws {
        let plan = try plan {
            $0.timing = .processor; $0.maxFrames = 4
        }
        #expect(plan.secondsPerGrid == 1)
        #expect(plan.fpsEffective == 0.5)
    }

    @Test func aRotatedPictureIsPlannedUpright() throws {
        let plan = try plan("portrait-rotated.mp4")
        #expect(plan.grid.height > plan.grid.width)
        #expect(plan.pictureSize.height == 28 * plan.grid.height && plan.pictureSize.width == 28 * plan.grid.width)
    }

    @Test func aLargerBudgetGivesLargerPictures() throws {
        let plan = try plan("letterbox.mp4") { $0.maxPixels = 200_704 }
        #expect(plan.grid.count > 144)
        #expect(plan.pictureSize.height * plan.pictureSize.width <= 200_704)
    }

    @Test func tinyPicturesAreEnlargedWithAWarning() throws {
        let folder = try TemporaryFolder()
        let clip = folder.url("tiny.mkv")
        try FFmpegTool.makeClip(clip, size: "32x16", seconds: 1, codec: ["-c:v", "ffv1"])
        let index = try #require(try MediaIndexer.index(path: clip.path).video)
        let plan = try VideoPlan(index: index, profile: Qwen25OmniProfile(), configuration: IngestConfiguration())
        #expect(plan.warnings.map(\.code) == ["picture_enlarged"])
        #expect(plan.warnings.first?.message.contains("32x16") == true)
    }

    @Test func sidesThatDifferByMoreThan200AreAnError() throws {
        let folder = try TemporaryFolder()
        let clip = folder.url("wide.mkv")
        try FFmpegTool.makeClip(clip, size: "1610x8", seconds: 0.2, codec: ["-c:v", "ffv1"])
        let index = try #require(try MediaIndexer.index(path: clip.path).video)
        let error = #expect(throws: ProfileError.self) {
            try VideoPlan(index: index, profile: Qwen25OmniProfile(), configuration: IngestConfiguration())
        }
        #expect(error?.code == .pictureSize)
    }
}
