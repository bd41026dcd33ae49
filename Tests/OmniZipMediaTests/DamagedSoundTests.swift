import Foundation
import OmniZipFFmpeg
import OmniZipMedia
import Testing

/// Damaged sound: one packet that the decoder refuses, whatever its code, costs that packet only.
@Suite struct DamagedSoundTests {
    private static let packets = 20...30

    /// A clip of pictures and AAC in which `damage` has rewritten the payload of some packets.
    private func clip(_ damage: (inout Data) -> Void) throws -> Clip {
        let whole = try Clip(
            "whole.mp4", Clip.picture(seconds: 2) + Clip.tone(seconds: 2) + Clip.h264() + ["-c:a", "aac", "-b:a", "8k"])
        var bytes = try whole.bytes()
        let payloads = try Self.payloads(whole)
        for payload in payloads[Self.packets] {
            let place = try #require(bytes.range(of: payload))
            var changed = payload
            damage(&changed)
            bytes.replaceSubrange(place, with: changed)
        }
        return try Clip("clip.mp4", bytes: bytes)
    }

    /// The AAC packets' payloads, found by the headers of an ADTS stream: 13 bits of length from bit 30.
    private static func payloads(_ clip: Clip) throws -> [Data] {
        let stream = Data(try FFmpegProgram.run(["-i", clip.path, "-vn", "-c", "copy", "-f", "adts", "-"]))
        var found: [Data] = []
        var offset = 0
        while offset + 7 <= stream.count {
            let length = Int(stream[offset + 3] & 3) << 11 | Int(stream[offset + 4]) << 3 | Int(stream[offset + 5]) >> 5
            guard length > 7, offset + length <= stream.count else { break }
            found.append(stream.subdata(in: offset + 7..<offset + length))
            offset += length
        }
        return found
    }

    /// FFmpeg's codes for the packets of a clip's sound.
    private func refusals(_ clip: Clip) throws -> [FFmpegError] {
        let input = try InputContext(path: clip.path)
        let stream = try #require(input.bestStream(.audio))
        input.readOnly(stream: stream.index)
        let decoder = try DecoderContext(input: input, stream: stream)
        let (packet, frame) = (try Packet(), try Frame())
        var errors: [FFmpegError] = []
        while case .packet = try input.read(into: packet) {
            do throws(FFmpegError) {
                _ = try decoder.send(packet)
                while case .frame = try decoder.receive(into: frame) {}
            } catch {
                errors.append(error)
            }
        }
        return errors
    }

    @Test("a decoder that answers -1 met damage, not a lack of permission")
    func programConfigElement() throws {
        // A program config element that promises more than the packet holds.
        let broken = try clip { payload in
            payload = Data([0xbf] + [UInt8](repeating: 0xff, count: payload.count - 1))
        }
        let errors = try refusals(broken)
        #expect(errors.contains { $0.rawCode == -1 })
        #expect(errors.allSatisfy { $0.code == .invalidData || $0.code == .unsupported })
        try checkGoesOn(broken)
    }

    @Test("random payloads cost their packets only", arguments: 0..<8)
    func randomPayload(_ seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let broken = try clip { payload in
            payload = Data(payload.map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
        #expect(try refusals(broken).allSatisfy { $0.code == .invalidData || $0.code == .unsupported })
        try checkGoesOn(broken)
    }

    private func checkGoesOn(_ clip: Clip) throws {
        let index = try MediaIndexer.index(path: clip.path)
        let (samples, summary) = try readSamples(index)
        #expect((1...Self.packets.count).contains(summary.corruptPackets))
        #expect((31000...33500).contains(samples.count))
        // The tone sounds before and after the damage (0.43 to 0.66 s).
        #expect(samples[3200..<6000].contains { abs($0) > 0.02 })
        #expect(samples[16000..<30000].contains { abs($0) > 0.02 })
        #expect(summary.warnings.contains { $0.code == .corruptPackets })
    }

    @Test("parameters that the decoder refuses make the stream undecodable")
    func parameters() throws {
        let refused = FFmpegError(
            code: .invalidData, rawCode: -1, operation: "open decoder", path: nil, cause: "bad header")
        #expect(MediaError(refused, path: "a.mp4").code == .undecodable)
    }
}
