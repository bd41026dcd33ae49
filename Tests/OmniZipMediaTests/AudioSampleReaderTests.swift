import Foundation
import OmniZipMedia
import Testing

@Suite struct AudioSampleReaderTests {
    /// Root mean square of a stretch in seconds.
    private func level(_ samples: [Float], _ from: Double, _ to: Double) -> Double {
        let part = samples.dropFirst(Int(from * 16000)).prefix(Int((to - from) * 16000))
        return (part.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, part.count))).squareRoot()
    }

    /// Upward crossings of 0 in a stretch in seconds: the pitch times its length.
    private func crossings(_ samples: [Float], _ from: Double, _ to: Double) -> Int {
        let part = samples.dropFirst(Int(from * 16000)).prefix(Int((to - from) * 16000))
        return zip(part, part.dropFirst()).count { $0 < 0 && $1 >= 0 }
    }

    /// Sounding stretches: first and last sample above a threshold.
    private func sounding(_ samples: [Float]) -> ClosedRange<Double>? {
        guard let first = samples.firstIndex(where: { abs($0) > 0.02 }),
            let last = samples.lastIndex(where: { abs($0) > 0.02 })
        else { return nil }
        return Double(first) / 16000...Double(last) / 16000
    }

    @Test("a tone keeps its length, level and pitch")
    func tone() throws {
        let clip = try Clip("clip.mkv", Clip.tone(seconds: 2, rate: 44100) + ["-c:a", "flac"])
        let (samples, summary) = try readSamples(try MediaIndexer.index(path: clip.path))
        #expect(samples.count == 32000)
        #expect(summary.sampleCount == 32000)
        #expect(!summary.isTruncated)
        #expect(summary.warnings.isEmpty)
        // lavfi's sine has an amplitude of 1/8.
        #expect(abs(level(samples, 0.1, 1.9) - 0.125 / 2.0.squareRoot()) < 1e-3)
        #expect((878...882).contains(crossings(samples, 0, 2)))
    }

    @Test("16 kHz mono PCM comes out as it went in")
    func identity() throws {
        let clip = try Clip("clip.wav", Clip.tone(seconds: 1, rate: 16000) + ["-c:a", "pcm_s16le"])
        let raw = try FFmpegProgram.run(["-i", clip.path, "-f", "s16le", "-"])
        let expected = raw.withUnsafeBytes { $0.bindMemory(to: Int16.self).map { Float($0) / 32768 } }
        #expect(try readSamples(try MediaIndexer.index(path: clip.path)).samples == expected)
    }

    @Test(
        "every sample format gives the same tone",
        arguments: ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"])
    func sampleFormats(_ codec: String) throws {
        let clip = try Clip("clip.wav", Clip.tone(seconds: 0.5, rate: 16000) + ["-c:a", codec])
        let (samples, _) = try readSamples(try MediaIndexer.index(path: clip.path))
        let reference = try Clip("clip.wav", Clip.tone(seconds: 0.5, rate: 16000) + ["-c:a", "pcm_s16le"])
        let (expected, _) = try readSamples(try MediaIndexer.index(path: reference.path))
        #expect(samples.count == expected.count)
        let tolerance: Float = codec == "pcm_u8" ? 1.0 / 64 : 1.5 / 32768
        #expect(zip(samples, expected).allSatisfy { abs($0 - $1) <= tolerance })
    }

    @Test("stereo is averaged; a silent channel halves the level")
    func stereo() throws {
        let clip = try Clip(
            "clip.wav",
            ["-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*440*t)|0':s=16000:d=1", "-c:a", "pcm_s16le"])
        let (samples, _) = try readSamples(try MediaIndexer.index(path: clip.path))
        #expect(abs(level(samples, 0, 1) - 0.25 / 2.0.squareRoot()) < 1e-3)
    }

    @Test("surround sound keeps its centre")
    func surround() throws {
        let clip = try Clip(
            "clip.mkv",
            ["-f", "lavfi", "-i", "aevalsrc='0|0|0.5*sin(2*PI*440*t)|0|0|0':s=48000:d=1:c=5.1", "-c:a", "flac"])
        let (samples, _) = try readSamples(try MediaIndexer.index(path: clip.path))
        #expect(samples.count == 16000)
        #expect(level(samples, 0.1, 0.9) > 0.05)
    }

    @Test("AAC in MP4 starts at 0 and has no priming")
    func priming() throws {
        let clip = try Clip(
            "clip.mp4", Clip.picture(seconds: 2) + Clip.tone(seconds: 2) + Clip.h264() + ["-c:a", "aac"])
        let index = try MediaIndexer.index(path: clip.path)
        let (samples, summary) = try readSamples(index)
        #expect(abs(summary.leadSeconds) < 1e-9)
        #expect(abs(try #require(index.audio).leadSeconds) < 1e-9)
        #expect(abs(Double(samples.count) / 16000 - 2) < 0.03)
        #expect(try #require(sounding(samples)).lowerBound < 0.01)
    }

    @Test("late sound is preceded by silence, early sound is cut, and processor timing does neither")
    func leads() throws {
        for (offset, file) in [(0.7, "clip.mkv"), (0.7, "clip.mp4"), (0.7, "clip.ts"), (-0.7, "clip.mkv")] {
            let shifted = offset > 0 ? Clip.tone(seconds: 2) : Clip.picture(seconds: 2)
            let straight = offset > 0 ? Clip.picture(seconds: 2) : Clip.tone(seconds: 2)
            let maps = offset > 0 ? ["-map", "0:v", "-map", "1:a"] : ["-map", "1:v", "-map", "0:a"]
            let clip = try Clip(
                file,
                straight + ["-itsoffset", "\(abs(offset))"] + shifted + maps + Clip.h264() + ["-c:a", "ac3"])
            let index = try MediaIndexer.index(path: clip.path)
            let (samples, summary) = try readSamples(index)
            #expect(abs(summary.leadSeconds - offset) < 0.03, "\(file) \(offset)")
            #expect(abs(try #require(index.audio).leadSeconds - summary.leadSeconds) < 1e-6, "\(file) \(offset)")
            #expect(abs(Double(samples.count) / 16000 - (2 + offset)) < 0.06)
            let start = try #require(sounding(samples)).lowerBound
            #expect(abs(start - max(0, offset)) < 0.05)
            let (all, ignored) = try readSamples(index, ignoreOffset: true)
            #expect(abs(Double(all.count) / 16000 - 2) < 0.06)
            #expect(ignored.leadSeconds == summary.leadSeconds)
        }
    }

    @Test("the limit cuts to the sample and is reported")
    func limit() throws {
        let clip = try Clip("clip.wav", Clip.tone(seconds: 2, rate: 48000))
        let index = try MediaIndexer.index(path: clip.path)
        let (samples, summary) = try readSamples(index, limitSeconds: 0.75)
        #expect(samples.count == 12000)
        #expect(summary.isTruncated)
        let (whole, unlimited) = try readSamples(index, limitSeconds: 2)
        #expect(whole.count == 32000)
        #expect(!unlimited.isTruncated)
        #expect(Array(whole[0..<12000]) == samples)
    }

    @Test("a hole in a transport stream is filled with silence and counted")
    func gap() throws {
        let clip = try Clip(
            "clip.ts", Clip.picture(seconds: 4) + Clip.tone(seconds: 4) + Clip.h264() + ["-c:a", "ac3", "-b:a", "96k"])
        let holed = try Clip("holed.ts", bytes: try withoutAudio(in: clip, from: 1.5, to: 2.5))
        let (samples, summary) = try readSamples(try MediaIndexer.index(path: holed.path))
        #expect(abs(Double(samples.count) / 16000 - 4) < 0.1)
        #expect(level(samples, 1.7, 2.3) < 1e-3)
        #expect(level(samples, 0.2, 1.3) > 0.05)
        #expect(level(samples, 2.8, 3.8) > 0.05)
        #expect(summary.warnings.contains { $0.code == .audioGap && $0.count >= 1 })
        let (all, _) = try readSamples(try MediaIndexer.index(path: holed.path), ignoreOffset: true)
        #expect(all.count < samples.count - 12000)
    }

    /// The clip's bytes without the audio packets whose bytes lie between two points of its duration.
    private func withoutAudio(in clip: Clip, from: Double, to: Double) throws -> Data {
        let bytes = try clip.bytes()
        var kept = Data()
        let packets = bytes.count / 188
        for packet in 0..<packets {
            let part = bytes[packet * 188..<packet * 188 + 188]
            let identifier = Int(part[part.startIndex + 1] & 0x1f) << 8 | Int(part[part.startIndex + 2])
            let place = Double(packet) / Double(packets) * 4
            // ffmpeg numbers the second stream 0x101.
            if identifier == 0x101, place >= from, place < to { continue }
            kept += part
        }
        return kept
    }

    @Test("far timestamps of a small file do not make hours of silence")
    func sparse() throws {
        let whole = try Clip("whole.flac", Clip.tone(seconds: 1, rate: 16000) + ["-c:a", "flac"])
        let sparse = try Clip("sparse.mkv")
        try FFmpegProgram.run([
            "-i", whole.path, "-c", "copy", "-bsf:a", "setts=ts=PTS+N*1300*1000", sparse.path,
        ])
        var count = 0
        let summary = try AudioSampleReader(index: MediaIndexer.index(path: sparse.path)).read { count += $0.count }
        // Two gaps of 1300 s are filled; a third would exceed the hour.
        #expect((2600 * 16000...2602 * 16000).contains(count))
        #expect(summary.warnings.contains { $0.code == .audioGap })
        #expect(summary.warnings.contains { $0.code == .timestampJump })
    }

    @Test("a change of rate on the way is followed")
    func rateChange() throws {
        let clip = try Clip(
            "a.mp3",
            Clip.tone(seconds: 1, rate: 44100) + ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"])
        let other = try Clip(
            "b.mp3",
            Clip.tone(seconds: 1, rate: 32000) + ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"])
        let joined = try Clip("joined.mp3", bytes: try clip.bytes() + other.bytes())
        let (samples, summary) = try readSamples(try MediaIndexer.index(path: joined.path), ignoreOffset: true)
        #expect(summary.warnings.contains { $0.code == .audioFormatChange })
        #expect(abs(Double(samples.count) / 16000 - 2.1) < 0.1)
        for start in [0.2, 1.3] {
            #expect((263...265).contains(crossings(samples, start, start + 0.6)))
        }
    }

    @Test("an absurd sample rate is an error that says what is allowed", arguments: [0, 100, 999_999_999])
    func absurdRate(_ rate: Int) throws {
        let clip = try Clip("clip.wav", bytes: waveHeader(rate: UInt32(rate)) + [UInt8](repeating: 0, count: 4000))
        let error = #expect(throws: MediaError.self) {
            let index = try MediaIndexer.index(path: clip.path)
            _ = try readSamples(index)
        }
        if rate != 0 { #expect(error?.code == .sampleRateOutOfRange) }
        #expect(error?.isTransient == false)
    }

    /// A canonical header of 16-bit mono PCM.
    private func waveHeader(rate: UInt32) -> [UInt8] {
        func little(_ value: UInt32, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        }
        return Array("RIFF".utf8) + little(4036, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
            + little(1, 2) + little(rate, 4) + little(rate &* 2, 4) + little(2, 2) + little(16, 2)
            + Array("data".utf8) + little(4000, 4)
    }

    @Test("damaged packets are passed over, counted, and do not move the clock")
    func damaged() throws {
        let clip = try Clip("clip.mp4", Clip.tone(seconds: 4, rate: 48000) + ["-c:a", "flac", "-strict", "-2"])
        var bytes = [UInt8](try clip.bytes())
        let seed = UInt64.random(in: 0...UInt64.max)
        var state = seed
        for place in bytes.count / 3..<bytes.count / 2 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[place] = UInt8(state >> 56)
        }
        let broken = try Clip("broken.mp4", bytes: bytes)
        let (samples, summary) = try readSamples(try MediaIndexer.index(path: broken.path))
        #expect(abs(Double(samples.count) / 16000 - 4) < 0.12, "seed \(seed)")
        #expect((395...397).contains(crossings(samples, 3, 3.9)), "seed \(seed)")
        #expect(summary.corruptPackets > 0, "seed \(seed)")
        #expect(summary.warnings.contains { $0.code == .audioGap }, "seed \(seed)")
    }
}
