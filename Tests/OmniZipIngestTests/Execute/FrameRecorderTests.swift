import OmniZipBundle
import OmniZipEncoders
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Frames as `PatchPictures` hands them over: five frames in a second.
@Suite struct FrameRecorderTests {
    private let folder: TemporaryFolder
    private let index: MediaIndex

    init() throws {
        folder = try TemporaryFolder()
        let clip = folder.url("clip.mp4")
        try FFmpegTool.makeClip(
            clip, framesPerSecond: 5, seconds: 1,
            codec: ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"])
        index = try MediaIndexer.index(path: clip.path)
    }

    private func record(fps: Double, _ storage: FrameStorage) throws -> (plan: VideoPlan, spool: FrameSpool) {
        var configuration = IngestConfiguration()
        configuration.sampling = .interval
        configuration.fps = fps
        let plan = try VideoPlan(
            index: try #require(index.video), profile: try ProfileRegistry.profile(named: configuration.profile),
            configuration: configuration)
        let recorder = try FrameRecorder(plan: plan, storage: storage, path: folder.path("x"))
        let pictures = try PatchPictures(index: index, plan: plan, recorder: recorder)
        for patch in 0..<plan.patchCount { try pictures.withPictures(ofPatch: patch) { _, _ in } }
        return (plan, recorder.spool)
    }

    @Test func anOddLastFrameIsStoredOnce() throws {
        let (plan, spool) = try record(fps: 5, .raw)
        #expect(plan.frameIndices == [0, 1, 2, 3, 4] && plan.patchCount == 3)
        let bytes = plan.pictureSize.height * plan.pictureSize.width * 3
        #expect(spool.ends == (1...5).map { Int64($0 * bytes) })
    }

    /// `frames[i]` is the picture of `frame_index[i]`, also where an index repeats.
    @Test func aFrameThatRepeatsIsStoredAsOftenAsItIsSampled() throws {
        let (plan, spool) = try record(fps: 10, .png)
        #expect(plan.frameIndices == [0, 0, 1, 1, 2, 2, 3, 3, 4])
        let sizes = zip([0] + spool.ends, spool.ends).map { $1 - $0 }
        #expect(sizes.count == 9)
        for index in [0, 2, 4, 6] { #expect(sizes[index] == sizes[index + 1]) }
        #expect(Set(sizes).count == 5)
    }
}
