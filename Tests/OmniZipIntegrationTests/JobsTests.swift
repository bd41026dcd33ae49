import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Results do not depend on the number of jobs or on isolation.
@Suite struct JobsTests {
    @Test func anyNumberOfJobsGivesTheSameBytes() throws {
        let folder = try TemporaryFolder()
        for name in ["a/x.mp4", "b.mp4", "c/d/e.mp4"] {
            try folder.write(try Data(contentsOf: SampleClips.url("silent.mp4")), to: "in/\(name)")
        }
        try folder.write(try Data(contentsOf: SampleClips.url("audio-only.m4a")), to: "in/a/voice.m4a")
        for name in ["bad.mp4", "c/bad.mkv"] { try folder.write("no media \(name)", to: "in/\(name)") }
        try folder.write("just text", to: "in/notes.txt")
        let ways: [[String]] = [["--jobs", "1"], ["--jobs", "3"], ["--jobs", "2", "--isolation", "none"]]
        let runs = try ways.enumerated().map { number, way in
            try Dataset([folder.path("in")], options: Dataset.quickest + way, into: folder.url("out\(number)"))
        }
        for run in runs {
            #expect(run.result.exitCode == 1, "\(run.result)")
            #expect(run.files == runs[0].files)
            for name in ["manifest.jsonl", "failures.jsonl", "summary.json"]
                + run.files.filter({ $0.hasSuffix(".safetensors") })
            {
                #expect(try run.bytes(name) == runs[0].bytes(name), "\(name)")
            }
        }
        #expect(try runs[0].manifest().count == 4)
        #expect(try runs[0].failures().map(\.path) == ["bad.mp4", "c/bad.mkv"])
        #expect(try runs[0].summary().skipped == 1)
    }

    /// A lone video is decoded by two decoders where there are two jobs, and by one again where it is damaged.
    @Test(arguments: ["silent.mp4", "damaged.mp4"])
    func oneVideoOnTwoCoresGivesTheSameBytes(clip: String) throws {
        let folder = try TemporaryFolder()
        var bytes = try Data(contentsOf: SampleClips.url(clip == "damaged.mp4" ? "silent.mp4" : clip))
        if clip == "damaged.mp4" {
            // Over a stretch in the middle of the pictures.
            let start = bytes.count * 6 / 10
            for place in stride(from: start, to: start + 4000, by: 7) { bytes[place] ^= 0x5a }
        }
        let path = try folder.write(bytes, to: clip).path
        let runs = try ["1", "2"].map { jobs in
            try Dataset(
                [path], options: ["--fps", "6", "--jobs", jobs], into: folder.url(jobs))
        }
        for run in runs { #expect(run.result.exitCode == 0, "\(run.result)") }
        #expect(try runs[0].bytes("\(clip).safetensors") == runs[1].bytes("\(clip).safetensors"))
        #expect(try runs[0].document(clip).warnings == runs[1].document(clip).warnings)
        #expect(try runs[0].document(clip).warnings.contains { $0.code == "damaged_frames" } == (clip == "damaged.mp4"))
    }
}
