import Testing

@testable import OmniZipMedia

@Suite struct DecodeStretchesTests {
    private func index(_ arguments: [String], seconds: Double = 4, file: String = "clip.mp4") throws -> VideoStreamIndex
    {
        let clip = try Clip(file, Clip.picture(seconds: seconds) + arguments)
        return try #require(try MediaIndexer.index(path: clip.path).video)
    }

    @Test func stretchesTileTheFramesAndHaveAFewestLength() throws {
        let video = try index(Clip.h264(gop: 10))
        let ranges = try #require(DecodeStretches.ranges(of: Array(0..<100), in: video))
        #expect(ranges == (0..<10).map { $0 * 10..<$0 * 10 + 10 })
        // Every other frame: two groups of pictures make a stretch.
        let halves = try #require(DecodeStretches.ranges(of: Array(stride(from: 0, to: 100, by: 2)), in: video))
        #expect(halves == (0..<5).map { $0 * 10..<$0 * 10 + 10 })
        #expect(halves.allSatisfy { $0.count >= DecodeStretches.fewestFrames })
    }

    @Test func oneKeyFrameIsOneStretch() throws {
        let video = try index(Clip.h264(gop: 250))
        #expect(DecodeStretches.ranges(of: Array(0..<100), in: video) == nil)
        #expect(DecodeStretches.ranges(of: [], in: video) == nil)
        #expect(DecodeStretches.ranges(of: [5], in: video) == nil)
    }

    /// Pictures shown before the key frame that they follow in the stream belong to the stretch before.
    @Test func leadingPicturesStayWithTheStretchBefore() throws {
        let video = try index([
            "-c:v", "libx265", "-preset", "superfast", "-pix_fmt", "yuv420p", "-x265-params",
            "log-level=none:pools=none:frame-threads=1:bframes=4:keyint=20:min-keyint=20:scenecut=0:open-gop=1",
        ])
        let ranges = try #require(DecodeStretches.ranges(of: Array(0..<100), in: video))
        let entries = (0..<video.packets.count).filter { video.packets.flags[$0].contains(.entry) }
            .map { video.packets.ptsTicks[$0] }
        #expect(ranges.dropFirst().allSatisfy { entries.contains(video.ticks(ofFrame: $0.lowerBound)) })
    }
}
