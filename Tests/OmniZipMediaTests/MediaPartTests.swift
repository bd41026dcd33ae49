import Foundation
import OmniZipMedia
import OmniZipTestSupport
import Testing

/// Parts of recordings, against slices of a full decode.
@Suite struct MediaPartTests {
    /// Four seconds at 25 frames a second with a tone that starts `soundSeconds` from the first frame.
    private func recording(soundSeconds: Double = 0, codec: [String]) throws -> Clip {
        try Clip(
            "clip.mkv",
            Clip.picture(seconds: 4, size: "64x64") + ["-itsoffset", "\(soundSeconds)"] + Clip.tone(seconds: 4)
                + codec + ["-c:a", "pcm_s16le"])
    }

    @Test("the frames of a part are those shown from its start to its end")
    func frames() throws {
        let clip = try recording(codec: ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        let video = try #require(whole.video)
        var generator = OmniZipTestSupport.SeededGenerator(property: "frames of a part", seed: 11)
        for _ in 0..<200 {
            let bounds = [Double.random(in: 0..<4, using: &generator), .random(in: 0..<5, using: &generator)].sorted()
            let expected = video.frameIndices.filter { bounds[0] <= Double($0) / 25 && Double($0) / 25 <= bounds[1] }
            let part = try whole.part(MediaPart(startSeconds: bounds[0], endSeconds: bounds[1]))
            #expect(part.video.map { Array($0.frameIndices) } ?? [] == expected)
            guard let first = expected.first, let last = expected.last else { continue }
            #expect(first == Int((bounds[0] * 25).rounded(.up)))
            #expect(last == min(99, Int((bounds[1] * 25).rounded(.down))))
            #expect(part.placement?.originSeconds == video.seconds(ofFrame: first))
            #expect(part.video?.seconds(ofFrame: first) == 0)
            #expect(part.durationSeconds == Double((last - first + 1) * 40) / 1000)
            #expect(part.video?.streamFramesPerSecond == 25)
        }
    }

    @Test("a bound that names a frame's time in decimals takes the frame", arguments: [3, 7, 20, 61])
    func decimals(_ frame: Int) throws {
        let clip = try Clip("clip.mp4", Clip.picture(seconds: 3, size: "64x64", rate: "30") + ["-c:v", "mpeg4"])
        let whole = try MediaIndexer.index(path: clip.path)
        let time = (Double(frame) / 30 * 1e6).rounded(.up) / 1e6
        #expect(try whole.part(MediaPart(startSeconds: time)).video?.frameIndices == frame..<90)
        let below = (Double(frame) / 30 * 1e6).rounded(.down) / 1e6
        #expect(try whole.part(MediaPart(endSeconds: below)).video?.frameIndices == 0..<frame + 1)
    }

    @Test(
        "pictures equal those of a full decode and nothing needless is decoded",
        arguments: [
            ("clip.mp4", Clip.h264(), 12), ("clip.mkv", Clip.h264(extra: ":open-gop=1"), nil), ("clip.gif", [], nil),
        ])
    func pictures(_ file: String, _ codec: [String], closedGroup: Int?) throws {
        let clip = try Clip(file, Clip.picture(seconds: 4, size: "64x64") + codec)
        let whole = try MediaIndexer.index(path: clip.path)
        let all = try FFmpegProgram.pictures(of: clip.path, width: 64, height: 64)
        for (start, end) in [(0.0, 0.2), (1.02, 1.5), (2.4, 2.4), (3.5, 9)] {
            let part = try whole.part(MediaPart(startSeconds: start, endSeconds: end))
            let video = try #require(part.video)
            let (read, summary) = try readPictures(part, frames: Array(video.frameIndices), width: 64, height: 64)
            #expect(read.map(\.frameIndex) == Array(video.frameIndices))
            #expect(read.map(\.bytes) == Array(all[video.frameIndices]))
            #expect(read.first?.seconds == 0)
            // From the key frame before the part to its end, and the stream's first packet; else from the start.
            let most = closedGroup.map { video.frameCount + $0 + 1 } ?? video.frameIndices.upperBound + 8
            #expect(summary.decodedFrames <= most)
        }
    }

    @Test("sound of a part is cut from that of the recording", arguments: [0, 0.73, 2.5, -0.31])
    func sound(_ soundSeconds: Double) throws {
        let clip = try recording(soundSeconds: soundSeconds, codec: ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        let (samples, summary) = try readSamples(whole)
        #expect(abs(summary.leadSeconds - soundSeconds) < 0.002)
        for (start, end) in [(0.0, 1.0), (0.5, 1.25), (1.3, 1.4), (2.04, 3.999), (1, 30)] {
            let part = try whole.part(MediaPart(startSeconds: start, endSeconds: end))
            let origin = try #require(part.placement?.originSeconds)
            let range = Int((origin * 16000).rounded())..<min(samples.count, Int((end * 16000).rounded()))
            let found = try readSamples(part)
            #expect(!found.summary.isTruncated)
            if end <= soundSeconds {
                #expect(found.samples.isEmpty && found.summary.leadSeconds == 0)
            } else {
                #expect(found.samples == Array(samples[range]), "\(start) to \(end)")
                let lead = summary.leadSeconds
                #expect(found.summary.leadSeconds == (lead > 0 ? max(0, lead - origin) : lead))
            }
        }
    }

    @Test("sound of an AAC stream needs the packets before the part: they are decoded")
    func codedSound() throws {
        let clip = try Clip("clip.m4a", Clip.tone(seconds: 3, rate: 44100) + ["-c:a", "aac"])
        let whole = try MediaIndexer.index(path: clip.path)
        let samples = try readSamples(whole).samples
        let part = try whole.part(MediaPart(startSeconds: 1.1, endSeconds: 2))
        #expect(try readSamples(part).samples == Array(samples[17600..<32000]))
        #expect(part.durationSeconds == 2 - 1.1)
        #expect(part.placement?.originSeconds == 1.1)
    }

    @Test("where offsets are ignored, sound is cut at the start that was asked for")
    func ignoredOffsets() throws {
        let clip = try recording(soundSeconds: 0.5, codec: ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        let samples = try readSamples(whole, ignoreOffset: true).samples
        let part = try whole.part(MediaPart(startSeconds: 1.01, endSeconds: 2))
        #expect(try readSamples(part, ignoreOffset: true).samples == Array(samples[16160..<32000]))
    }

    @Test("the limit counts within the part")
    func limit() throws {
        let clip = try recording(codec: ["-c:v", "ffv1"])
        let part = try MediaIndexer.index(path: clip.path).part(MediaPart(startSeconds: 1, endSeconds: 3))
        let cut = try readSamples(part, limitSeconds: 0.5)
        #expect(cut.samples.count == 8000 && cut.summary.isTruncated)
        let enough = try readSamples(part, limitSeconds: 2)
        #expect(enough.samples.count == 32000 && !enough.summary.isTruncated)
    }

    @Test("a last frame that stays long lasts to the part's end")
    func longFrame() throws {
        let clip = try Clip(
            "clip.mkv",
            Clip.picture(seconds: 4, size: "64x64") + ["-vf", "select='not(between(n,30,89))'", "-vsync", "vfr"]
                + ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        #expect(try whole.part(MediaPart(endSeconds: 2)).durationSeconds == 2)
        #expect(try whole.part(MediaPart(endSeconds: 1.16)).durationSeconds.map { $0 > 1.16 && $0 < 1.3 } == true)
    }

    @Test("a part with nothing in it is an error that names both numbers")
    func empty() throws {
        let clip = try Clip("clip.mkv", Clip.picture(seconds: 2, size: "64x64") + ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        let late = #expect(throws: MediaError.self) { try whole.part(MediaPart(startSeconds: 50)) }
        #expect(late?.code == .emptyPart && late?.isTransient == false)
        #expect(late?.cause.contains("50.0 s") == true && late?.cause.contains("2.0 s") == true)
        for part in [
            MediaPart(startSeconds: 0.01, endSeconds: 0.03), MediaPart(startSeconds: 1, endSeconds: 0.5),
            MediaPart(startSeconds: .nan), MediaPart(endSeconds: -1), MediaPart(endSeconds: .infinity),
        ] {
            #expect(#expect(throws: MediaError.self) { try whole.part(part) }?.code == .emptyPart)
        }
    }

    @Test("no bounds make no part, and a start before the recording is its start")
    func whole() throws {
        let clip = try Clip("clip.mkv", Clip.picture(seconds: 1, size: "64x64") + ["-c:v", "ffv1"])
        let whole = try MediaIndexer.index(path: clip.path)
        #expect(try whole.part(MediaPart()).placement == nil)
        let part = try whole.part(MediaPart(startSeconds: -3, endSeconds: 99))
        #expect(part.video?.frameIndices == 0..<25 && part.durationSeconds == whole.durationSeconds)
        #expect(part.placement?.originSeconds == 0)
    }
}
