import Foundation
import OmniZipTestSupport
import Testing

/// SIGINT and SIGTERM in the middle of a run: what is done is kept and listed.
@Suite struct SignalTests {
    /// A program that writes the list, and stalls, must not keep the run from ending.
    @Test func aListThatStallsDoesNotHoldTheRun() throws {
        let folder = try TemporaryFolder()
        let script = """
            mkfifo "$2/list"; exec 3<> "$2/list"; printf '%s\n' "$1" >&3
            "$0" run - --output "$2/out" < "$2/list" & child=$!
            until [ -e "$2/out/catalog.sqlite" ]; do sleep 0.05; done
            sleep 0.5; kill -TERM "$child"; wait "$child"
            """
        let result = try ProgramRunner.run(
            URL(fileURLWithPath: "/bin/bash"),
            ["-c", script, try BuiltProgram.url().path, try SampleClips.path("silent.mp4"), folder.path],
            timeLimitSeconds: 30)
        #expect(result.exitCode == 143 && !result.timedOut, "\(result)")
    }

    @Test(arguments: [("INT", Int32(130)), ("TERM", 143)])
    func whatIsDoneIsListed(signal: String, exitCode: Int32) throws {
        let folder = try TemporaryFolder()
        let samples = try SampleClips.folder().path
        // The shell sends the signal when the first video is done, which progress tells.
        let script = """
            "$0" run "$1" --output "$2" --progress json --min-frames 2 --max-frames 2 2> "$3" & child=$!
            until grep -q '"finished":1' "$3"; do sleep 0.05; done
            kill -\(signal) "$child"; wait "$child"
            """
        let program = try BuiltProgram.url().path
        let progress = folder.path("progress")
        try folder.write("", to: "progress")
        let result = try ProgramRunner.run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", script, program, samples, folder.path("out"), progress],
            timeLimitSeconds: 120)
        #expect(result.exitCode == exitCode, "\(result)")
        let lines = String(decoding: try Data(contentsOf: folder.url("progress")), as: UTF8.self)
        let done = lines.split(separator: "\n").count { $0.contains("\"event\":\"done\"") }
        #expect((1..<SampleClips.names.count).contains(done))
        #expect(result.output.contains("videos: \(done) done, \(SampleClips.names.count - done) left\n"))
        let listed = try Data(contentsOf: folder.url("out/manifest.jsonl")).split(separator: UInt8(ascii: "\n")).count
        #expect(listed == done)
        let hidden = folder.files().filter { $0.split(separator: "/").contains { $0.hasPrefix(".") } }
        #expect(hidden.isEmpty, "temporary files are left: \(hidden)")
        // Besides: three lists, the catalog, and the progress.
        #expect(folder.files().count == 2 * done + 5)
        let verified = try BuiltProgram.run(["verify", folder.path("out")])
        #expect(verified.exitCode == 0, "\(verified)")
        #expect(verified.output == "\(done) bundles checked, 0 problems\n")
    }
}
