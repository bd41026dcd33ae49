import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// What users of comparable tools complain of most, each as a test. Two more lie where their subject is: failures that a
/// finished run never tries again in ResumeTests, and memory that grows in bench/torture/memory.py, whose short form
/// `make test` runs.
@Suite struct PainsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func add(_ clip: String, as name: String) throws {
        try folder.write(try Data(contentsOf: SampleClips.url(clip)), to: "in/\(name)")
    }

    private func run(_ options: [String] = []) throws -> Dataset {
        try Dataset([folder.path("in")], options: Dataset.quickest + options, into: folder.url("out"))
    }

    /// One bad item ends the job, or takes the memory of all (ray 48419, NeMo Curator 1443).
    @Test func oneBadFileThatEndsTheJob() throws {
        try add("audio-only.m4a", as: "a.m4a")
        try add("silent.mp4", as: "c.mp4")
        try folder.write("no media", to: "in/b1.mp4")
        try folder.write(Data(), to: "in/b2.mkv")
        try folder.write(try Data(contentsOf: SampleClips.url("silent.mp4")).prefix(20_000), to: "in/b3.mp4")
        let run = try run()
        #expect(run.result.exitCode == 1, "\(run.result)")
        #expect(try run.manifest().map(\.path) == ["a.m4a", "c.mp4"])
        #expect(try run.failures().map(\.path) == ["b1.mp4", "b2.mkv", "b3.mp4"])
        #expect(try run.failures().allSatisfy { $0.failureClass == .permanent && $0.attempts == 1 && $0.hint != nil })
    }

    /// The job hangs near its end: one decoder never comes back (img2dataset 289, Panda-70M 21).
    @Test func aDecoderThatHangsNearTheEnd() throws {
        try add("audio-only.m4a", as: "a.m4a")
        try LongSound.make(folder.url("in/z.m4a"), seconds: 60)
        // The worker is stopped, as a hang, when it has begun the last video.
        let script = """
            "$0" run "$1" --output "$2" --jobs 1 --time-limit-seconds 4 --progress json --min-frames 2 --max-frames 2 \
            2> "$3" & run=$!
            until grep -q '"event":"started".*"path":"z.m4a"' "$3"; do sleep 0.02; done
            for worker in $(cat /proc/$run/task/*/children); do kill -STOP "$worker"; done
            wait "$run"
            """
        try folder.write("", to: "progress")
        let program = try BuiltProgram.url().path
        let result = try ProgramRunner.run(
            URL(fileURLWithPath: "/bin/bash"),
            ["-c", script, program, folder.path("in"), folder.path("out"), folder.path("progress")],
            timeLimitSeconds: 600)
        #expect(result.exitCode == 1, "\(result)")
        let failures = try JSONLines.read(FailureLine.self, path: folder.path("out/failures.jsonl"))
        #expect(failures.map(\.path) == ["z.m4a"])
        #expect(failures[0].code == "time_limit" && failures[0].failureClass == .transient)
        let again = try run()
        #expect(again.result.exitCode == 0, "\(again.result)")
        #expect(try again.manifest().map(\.path) == ["a.m4a", "z.m4a"])
        #expect(try again.failures().isEmpty)
    }

    /// Sound is dropped without a word (sglang-omni 708, vllm 48383).
    @Test func soundThatIsDroppedSilently() throws {
        try add("silent.mp4", as: "silent.mp4")
        try FFmpegTool.run([
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-f", "lavfi", "-i",
            "sine=sample_rate=8000:duration=1", "-c:v", "ffv1", "-c:a", "pcm_s16le", "-ar", "500",
            folder.path("in/unusable.mkv"),
        ])
        let run = try run()
        #expect(run.result.exitCode == 0, "\(run.result)")
        #expect(try run.warnings("silent.mp4") == ["no_audio"])
        #expect(try run.warnings("unusable.mkv") == ["audio_undecodable", "no_audio"])
        #expect(try run.manifest().map(\.warnings) == [1, 2])
        #expect(try run.summary().withWarnings == 2)
    }
}
