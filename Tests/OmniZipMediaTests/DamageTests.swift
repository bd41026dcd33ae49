import Foundation
import OmniZipMedia
import Testing

/// Damaged videos: nothing stops before the end, everything is counted.
@Suite struct DamageTests {
    /// The clip's bytes with a stretch (in fractions) overwritten from a seed.
    private func damage(_ clip: Clip, _ from: Double, _ to: Double, seed: UInt64, every step: Int = 1) throws -> [UInt8]
    {
        var bytes = [UInt8](try clip.bytes())
        var state = seed
        for place in stride(from: Int(Double(bytes.count) * from), to: Int(Double(bytes.count) * to), by: step) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[place] = UInt8(state >> 56)
        }
        return bytes
    }

    private static func coded(_ name: String) throws -> Clip {
        try Clip(name, Clip.picture(seconds: 4) + Clip.h264(gop: 25) + ["-movflags", "+faststart"])
    }

    @Test("after damage in the middle decoding goes on", arguments: ["clip.mp4", "clip.ts", "clip.mkv"])
    func middle(_ name: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let whole = try Self.coded(name)
        let reference = try FFmpegProgram.pictures(of: whole.path, width: 64, height: 36)
        let broken = try Clip(name, bytes: try damage(whole, 0.45, 0.5, seed: seed))
        let index = try MediaIndexer.index(path: broken.path)
        let video = try #require(index.video)
        let (pictures, summary) = try readPictures(index, frames: video.frames(every: 0), width: 64, height: 36)
        #expect(pictures.count == video.frameCount)
        let found = summary.corruptPackets + summary.damagedFrames + summary.substitutedFrames + index.warnings.count
        #expect(found > 0, "seed \(seed)")
        #expect(pictures.first?.bytes == reference.first)
        if name != "clip.mkv" {
            // A container with one cluster may lose everything after the damage.
            #expect(video.frameCount >= 75, "seed \(seed)")
            #expect(pictures.last?.bytes == reference.last, "seed \(seed)")
        }
    }

    @Test("a lost frame is replaced by the last good one")
    func substitution() throws {
        let whole = try Clip("clip.mp4", Clip.picture(seconds: 2) + ["-c:v", "mjpeg"])
        // Zeroes over one picture in the middle: a JPEG without a marker gives no frame.
        var bytes = [UInt8](try whole.bytes())
        let starts = bytes.indices.dropLast(3).filter {
            bytes[$0] == 0xff && bytes[$0 + 1] == 0xd8 && bytes[$0 + 2] == 0xff
        }
        #expect(starts.count == 50)
        for place in starts[20]..<starts[21] { bytes[place] = 0 }
        let broken = try Clip("clip.mp4", bytes: bytes)
        let index = try MediaIndexer.index(path: broken.path)
        let (pictures, summary) = try readPictures(index, frames: [18, 19, 20, 21], width: 64, height: 36)
        #expect(pictures.map(\.isSubstituted) == [false, false, true, false])
        #expect(pictures[2].bytes == pictures[1].bytes)
        #expect(pictures[3].bytes != pictures[1].bytes)
        #expect(summary.substitutedFrames == 1)
        #expect(summary.corruptPackets == 1)
        #expect(summary.warnings.contains { $0.code == .substitutedFrames && $0.count == 1 })
        // At the start the next good picture stands in.
        let (first, _) = try readPictures(index, frames: [20, 22], width: 64, height: 36)
        #expect(first.map(\.isSubstituted) == [true, false])
        #expect(first[0].bytes == first[1].bytes)
    }

    @Test("not one frame is an error")
    func nothing() throws {
        let whole = try Clip("clip.mp4", Clip.picture(seconds: 1) + ["-c:v", "mjpeg", "-movflags", "+faststart"])
        let bytes = try whole.bytes()
        let start = try #require(bytes.range(of: Data("mdat".utf8))).upperBound
        let broken = try Clip("clip.mp4", bytes: bytes[0..<start] + Data(count: bytes.count - start))
        let error = #expect(throws: MediaError.self) {
            let index = try MediaIndexer.index(path: broken.path)
            _ = try readPictures(index, frames: [0, 5], width: 64, height: 36)
        }
        #expect(error?.isTransient == false)
    }

    @Test("a file that shrinks between the passes is an error worth another try")
    func changed() throws {
        let clip = try Clip("clip.ts", Clip.picture(seconds: 2) + Clip.h264())
        let index = try MediaIndexer.index(path: clip.path)
        let bytes = try clip.bytes()
        try bytes[0..<bytes.count / 2].write(to: URL(fileURLWithPath: clip.path))
        let error = #expect(throws: MediaError.self) {
            try readPictures(index, frames: [0, 49], width: 64, height: 36)
        }
        #expect(error?.code == .fileChanged)
        #expect(error?.isTransient == true)
    }

    @Test("pictures that grow above the limit on the way are refused one by one")
    func growing() throws {
        let small = try Clip("small.ts", Clip.picture(seconds: 1) + Clip.h264())
        let large = try Clip(
            "large.ts", Clip.picture(seconds: 1, size: "640x360") + Clip.h264() + ["-output_ts_offset", "1"])
        let joined = try Clip("joined.ts", bytes: try small.bytes() + large.bytes())
        let index = try MediaIndexer.index(path: joined.path, options: IndexOptions(maxPicturePixels: 20000))
        let video = try #require(index.video)
        let frames = video.frames(every: 0.2)
        let (pictures, summary) = try readPictures(index, frames: frames, width: 64, height: 36)
        #expect(pictures.map(\.frameIndex) == frames)
        #expect(pictures.first?.isSubstituted == false)
        // Counted by decoding the large ones are no frames at all, else they are refused.
        #expect(video.frameCount < 30 || summary.corruptPackets + summary.substitutedFrames > 0)
    }

    @Test("random damage never crashes and never loses count", arguments: ["clip.mp4", "clip.ts", "clip.mkv"])
    func random(_ name: String) throws {
        let whole = try Clip(
            name, Clip.picture(seconds: 1) + Clip.tone(seconds: 1) + Clip.h264() + ["-c:a", "aac"])
        for round in 0..<6 {
            let seed = UInt64.random(in: 0...UInt64.max)
            let broken = try Clip(name, bytes: try damage(whole, 0, 1, seed: seed, every: 100 + 400 * round))
            guard let index = try? MediaIndexer.index(path: broken.path) else { continue }
            if let video = index.video {
                let frames = video.frames(every: 0.2)
                let read = try? readPictures(index, frames: frames, width: 32, height: 18)
                if let read { #expect(read.pictures.map(\.frameIndex) == frames, "seed \(seed)") }
            }
            if index.audio != nil, let read = try? readSamples(index, limitSeconds: 3) {
                #expect(read.samples.count == read.summary.sampleCount, "seed \(seed)")
                #expect(read.samples.count <= 48000, "seed \(seed)")
            }
        }
    }
}
