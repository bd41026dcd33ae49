import Foundation
import Testing

@testable import OmniZipMedia

/// Two decoders give what one gives.
@Suite struct SplitFrameReaderTests {
    private let size = (width: 64, height: 36)

    private func split(_ index: MediaIndex, _ frames: [Int]) throws -> [ReadPicture]? {
        guard
            let reader = try SplitFrameReader(
                index: index, frames: frames, width: size.width, height: size.height)
        else { return nil }
        var pictures: [ReadPicture] = []
        while let frame = try reader.next() {
            pictures.append(
                ReadPicture(
                    frameIndex: frame.frameIndex, seconds: frame.seconds, bytes: Data(frame.pixels),
                    isSubstituted: frame.isSubstituted))
        }
        #expect(reader.summary.warnings.isEmpty && reader.summary.decodedFrames >= frames.count)
        return pictures
    }

    @Test("pictures equal those of one decoder", arguments: CodecCase.all)
    func equalsOneDecoder(_ codec: CodecCase) throws {
        let clip = try Clip(codec.file, Clip.picture(seconds: 4) + codec.arguments)
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(state: seed)
        let scattered = (0..<video.frameCount).filter { _ in UInt8.random(in: 0..<3, using: &generator) == 0 }
        for frames in [Array(0..<video.frameCount), scattered] {
            let (reference, _) = try readPictures(index, frames: frames, width: size.width, height: size.height)
            guard let pictures = try split(index, frames) else {
                #expect(DecodeStretches.ranges(of: frames, in: video) == nil)
                let entries = (0..<video.packets.count).count { video.packets.flags[$0].contains(.entry) }
                #expect(!codec.isSkipped || entries == 1, "seed \(seed)")
                continue
            }
            #expect(codec.isSkipped)
            #expect(pictures.map(\.frameIndex) == frames, "seed \(seed)")
            #expect(pictures.map(\.seconds) == reference.map(\.seconds))
            #expect(pictures.map(\.bytes) == reference.map(\.bytes), "\(codec.name), seed \(seed)")
        }
    }

    @Test("damage is for one decoder")
    func damageNeedsOneDecoder() throws {
        let whole = try Clip("clip.mp4", Clip.picture(seconds: 4) + ["-c:v", "mjpeg"])
        var bytes = [UInt8](try whole.bytes())
        let starts = bytes.indices.dropLast(3).filter {
            bytes[$0] == 0xff && bytes[$0 + 1] == 0xd8 && bytes[$0 + 2] == 0xff
        }
        for place in starts[60]..<starts[61] { bytes[place] = 0 }
        let broken = try Clip("clip.mp4", bytes: bytes)
        let index = try MediaIndexer.index(path: broken.path)
        #expect(throws: NeedsOneDecoder.self) { try split(index, Array(0..<100)) }
    }

    /// One decoder shows the last good picture; the second of two has none.
    @Test("what one of two decoders cannot decode at all is for one decoder")
    func aWholeStretchIsLost() throws {
        let whole = try Clip("clip.mp4", Clip.picture(seconds: 4) + ["-c:v", "mjpeg"])
        var bytes = [UInt8](try whole.bytes())
        let starts = bytes.indices.dropLast(3).filter {
            bytes[$0] == 0xff && bytes[$0 + 1] == 0xd8 && bytes[$0 + 2] == 0xff
        }
        for place in starts[8]..<starts[16] { bytes[place] = 0 }
        let broken = try Clip("clip.mp4", bytes: bytes)
        let index = try MediaIndexer.index(path: broken.path)
        #expect(throws: NeedsOneDecoder.self) { try split(index, Array(0..<16)) }
        let (pictures, _) = try readPictures(
            index, frames: Array(0..<16), width: size.width, height: size.height)
        #expect(pictures.count == 16 && pictures[8].isSubstituted)
    }

    @Test("a reader that is let go of lets its threads go")
    func abandonment() throws {
        let clip = try Clip("clip.mp4", Clip.picture(seconds: 4) + Clip.h264(gop: 10))
        let index = try MediaIndexer.index(path: clip.path)
        for _ in 0..<20 {
            let reader = try #require(
                try SplitFrameReader(index: index, frames: Array(0..<100), width: size.width, height: size.height))
            #expect(try reader.next()?.frameIndex == 0)
        }
    }

    @Test("a file that goes away is an error, not a hang")
    func missingFile() throws {
        let clip = try Clip("clip.mp4", Clip.picture(seconds: 2) + Clip.h264(gop: 10))
        let index = try MediaIndexer.index(path: clip.path)
        try FileManager.default.removeItem(atPath: clip.path)
        #expect(throws: MediaError.self) { try split(index, Array(0..<50)) }
    }
}
