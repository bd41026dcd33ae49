import Foundation
import OmniZipTestSupport
import Testing

/// The same bytes whatever vector instructions FFmpeg and the C library may use.
@Suite struct SameBytesTests {
    /// FFmpeg's limits that this processor can run.
    private static let limits: [String] = {
        let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let hasAVX2 = facts.split(whereSeparator: \.isWhitespace).contains("avx2")
        #if arch(x86_64)
            return ["none", "sse2"] + (hasAVX2 ? ["avx2"] : [])
        #else
            return ["none"]
        #endif
    }()

    /// Takes the C library's own vector code out of use (names of glibc 2.33 and later; others are ignored).
    private static let withoutGlibcVectors = [
        "GLIBC_TUNABLES":
            "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX2_Usable,-AVX512F,-AVX512VL,-FMA,-FMA4,-BMI2,-ERMS,-SSE4_2,-SSSE3"
    ]

    /// Bit-exact codecs: H.264 with FLAC, HEVC with PCM, VP9 with FLAC.
    private static func makeClips(in folder: TemporaryFolder) throws -> URL {
        let flac = ["-c:a", "flac", "-ar", "44100"]
        let clips = [
            "h264-flac.mkv": ["-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-pix_fmt", "yuv420p"] + flac,
            "hevc-pcm.mkv": [
                "-c:v", "libx265", "-preset", "superfast", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none",
                "-c:a", "pcm_s16le",
            ],
            "vp9-flac.mkv": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"] + flac,
        ]
        let place = folder.url("clips")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for (name, codec) in clips {
            try FFmpegTool.makeClip(
                place.appendingPathComponent(name), size: "322x182", seconds: 1.5, codec: codec, toneSeconds: 1.5)
        }
        return place
    }

    @Test func bundlesOfBitExactCodecs() throws {
        let folder = try TemporaryFolder()
        let clips = try Self.makeClips(in: folder)
        let reference = try Dataset([clips.path], options: Dataset.quickest, into: folder.url("native"))
        #expect(reference.result.exitCode == 0, "\(reference.result)")
        #expect(try reference.manifest().count == 3)
        var runs = try Self.limits.map { limit in
            try Dataset(
                [clips.path], options: Dataset.quickest + ["--cpu-features", limit], into: folder.url(limit))
        }
        runs.append(
            try Dataset(
                [clips.path], options: Dataset.quickest, into: folder.url("no-glibc-vectors"),
                environment: Self.withoutGlibcVectors))
        for run in runs {
            #expect(run.result.exitCode == 0, "\(run.result)")
            for name in reference.files where name.hasSuffix(".safetensors") || name == "manifest.jsonl" {
                #expect(try run.bytes(name) == reference.bytes(name), "\(name) of \(run.folder.lastPathComponent)")
            }
        }
    }

    /// A float decoder's samples may differ in their last bits; after rounding to 16 bits no mask does.
    @Test func masksOfTheSamples() throws {
        let folder = try TemporaryFolder()
        let reference = try SampleRuns.quickPair()[0]
        let run = try Dataset(
            [try SampleClips.folder().path], options: Dataset.quick + ["--cpu-features", "none"],
            into: folder.url("none"), environment: Self.withoutGlibcVectors)
        #expect(run.result.exitCode == 0, "\(run.result)")
        for clip in SampleClips.names {
            let (one, other) = (try reference.bundle(clip), try run.bundle(clip))
            #expect(one.audioKeep == other.audioKeep, "\(clip)")
            #expect(one.videoKeep == other.videoKeep, "\(clip)")
            #expect(one.positions == other.positions && one.frameSeconds == other.frameSeconds, "\(clip)")
            // Without a float decoder, everything is the same.
            if clip == "silent.mp4" {
                #expect(try run.bytes(clip + ".safetensors") == reference.bytes(clip + ".safetensors"))
            }
        }
    }
}
