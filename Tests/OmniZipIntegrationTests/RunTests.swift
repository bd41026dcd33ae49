import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// `omnizip run` over the folder of sample clips.
@Suite struct RunTests {
    private static let sortedNames = SampleClips.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }

    @Test func everyClipHasBundleAndDocument() throws {
        let run = try SampleRuns.standard()
        #expect(run.result.exitCode == 0, "\(run.result)")
        let outputs = SampleClips.names.flatMap { [$0 + ".safetensors", $0 + ".json"] }
        #expect(run.files == (outputs + ["manifest.jsonl", "failures.jsonl", "summary.json"]).sorted())
        #expect(try run.manifest().map(\.path) == Self.sortedNames)
        #expect(try run.bytes("failures.jsonl").isEmpty)
    }

    @Test func totalsAreTheSumsOfTheManifest() throws {
        let run = try SampleRuns.standard()
        let lines = try run.manifest()
        let summary = try run.summary()
        #expect(summary.videos == 11 && summary.done == 11)
        #expect(summary.failedPermanently == 0 && summary.failedTransiently == 0)
        #expect(summary.withWarnings == lines.filter { $0.warnings > 0 }.count)
        #expect(summary.durationSeconds == lines.reduce(0) { $0 + ($1.durationSeconds ?? 0) })
        #expect(summary.sourceBytes == lines.reduce(0) { $0 + $1.sourceBytes })
        #expect(summary.outputBytes == lines.reduce(0) { $0 + $1.bundle.bytes + $1.document.bytes })
        for keep in [\ManifestLine.video, \.audio] {
            let sum = lines.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1[keyPath: keep] }
            #expect((keep == \.video ? summary.video : summary.audio) == sum)
        }
        let sources = try lines.map { try Data(contentsOf: SampleClips.url($0.path)).count }
        #expect(lines.map(\.sourceBytes) == sources)
    }

    @Test func manifestAndDocumentsTellTheSame() throws {
        let run = try SampleRuns.standard()
        for line in try run.manifest() {
            let document = try run.document(line.path)
            #expect(line.video == document.counts.video && line.audio == document.counts.audio)
            #expect(line.warnings == document.warnings.count)
            #expect(line.windows == document.windows.count)
            #expect(line.bundle.bytes == (try run.bytes(line.bundle.path)).count)
            #expect(document.source.sha256 == line.sourceSHA256)
            #expect(document.cost.full.tokens == document.counts.block.total)
            #expect(document.cost.compressed.tokens == document.counts.block.kept)
            #expect(document.cost.compressed.prefillFLOPs < document.cost.full.prefillFLOPs)
        }
    }

    @Test func verifyFindsItSound() throws {
        let run = try SampleRuns.standard()
        let result = try BuiltProgram.run(["verify", run.folder.path])
        #expect(result.exitCode == 0, "\(result)")
        #expect(result.output == "11 bundles checked, 0 problems\n")
        #expect(result.errors.isEmpty)
    }

    @Test func standardOutputIsTheReportAndStandardErrorIsQuiet() throws {
        let run = try SampleRuns.standard()
        let lines = run.result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("video ") == true)
        for name in SampleClips.names { #expect(run.result.output.contains("\n\(name) ")) }
        #expect(run.result.output.contains("\nvideos: 11 done\n"))
        #expect(run.result.output.hasSuffix("output: \(run.folder.path)\n"))
        // Nothing but a line of progress every 30 seconds, on a machine that slow.
        let errors = run.result.errors.split(separator: "\n")
        #expect(errors.allSatisfy { $0.hasPrefix("omnizip: ") && $0.contains(" left") }, "\(errors)")
    }

    @Test func twoRunsGiveTheSameBytes() throws {
        let runs = try SampleRuns.quickPair()
        let (one, two) = (runs[0], runs[1])
        #expect(one.result.exitCode == 0 && two.result.exitCode == 0, "\(one.result)\n\(two.result)")
        #expect(one.files == two.files)
        #expect(one.files.count == 25)
        for name in one.files where !SampleClips.names.contains(where: { name == $0 + ".json" }) {
            #expect(try one.bytes(name) == two.bytes(name), "\(name)")
        }
        for clip in SampleClips.names {
            var documents = [try one.document(clip), try two.document(clip)]
            #expect(documents.allSatisfy { !$0.timings.isEmpty && $0.timings.values.allSatisfy { $0 >= 0 } })
            documents[0].timings = [:]
            documents[1].timings = [:]
            #expect(documents[0] == documents[1], "\(clip)")
            #expect(withoutTimings(try one.bytes(clip + ".json")) == withoutTimings(try two.bytes(clip + ".json")))
        }
    }

    @Test func planBundlesHaveNoRowsAndTheSameMasks() throws {
        let folder = try TemporaryFolder()
        let run = try Dataset(
            [try SampleClips.path("slide-talk.mp4")], options: ["--content", "plan"], into: folder.url("out"))
        #expect(run.result.exitCode == 0, "\(run.result)")
        let plan = try run.reader("slide-talk.mp4")
        #expect(plan.tokenRowCount == 0)
        #expect(plan.bundle.metadata.content == .plan)
        var other = try SampleRuns.standard().bundle("slide-talk.mp4")
        other.metadata.content = .plan
        other.metadata.configSHA256 = plan.bundle.metadata.configSHA256
        #expect(plan.bundle == other)
        // Per minute of 16:9 picture with sound, 144 + 25 tokens a second: three 32-bit positions, mask and modality of
        // the block (14 bytes a token), the modalities' own masks and scores, merges.
        let bytes = try run.bytes("slide-talk.mp4.safetensors").count
        #expect(Double(bytes) / 14 * 60 <= 185_000, "\(bytes) bytes for 14 s")
    }

    /// The lines of a document but those of its timings.
    private func withoutTimings(_ json: Data) -> [Substring] {
        let lines = String(decoding: json, as: UTF8.self).split(separator: "\n")
        guard let start = lines.firstIndex(of: "  \"timings\": {"),
            let end = lines[start...].firstIndex(where: { $0.hasPrefix("  }") })
        else { return [] }
        return Array(lines[..<start] + lines[end...])
    }
}
