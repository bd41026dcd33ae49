import Foundation
import OmniZipBundle
import Testing

@Suite struct DatasetLinesTests {
    private func line(_ path: String, of bundle: TokenBundle = SampleBundles.sound()) -> ManifestLine {
        ManifestLine(
            path: path,
            bundle: OutputFile(path: OutputNaming.bundlePath(of: path), bytes: 1000, sha256: SampleBundles.digest),
            document: OutputFile(path: OutputNaming.documentPath(of: path), bytes: 10, sha256: nil),
            describing: SampleBundles.document(of: bundle))
    }

    private func failure(_ path: String, _ kind: FailureClass) -> FailureLine {
        FailureLine(
            path: path, failureClass: kind, stage: "index", code: "no_streams", message: "neither video nor audio",
            hint: nil, attempts: 2)
    }

    @Test func manifestLinesFitTheirSchema() throws {
        let schema = try JSONSchema(named: "manifest-line")
        for bundle in [SampleBundles.sound(), SampleBundles.silent(), SampleBundles.audioOnly()] {
            let line = line("talks/é.mp4", of: bundle)
            let bytes = try CanonicalJSON.bytes(line)
            #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1)
            #expect(try schema.problems(in: bytes) == [])
            #expect(try JSONDecoder().decode(ManifestLine.self, from: Data(bytes)) == line)
        }
    }

    @Test func failureLinesFitTheirSchema() throws {
        let schema = try JSONSchema(named: "failure-line")
        for kind in FailureClass.allCases {
            let line = failure("a.mp4", kind)
            let bytes = try CanonicalJSON.bytes(line)
            #expect(try schema.problems(in: bytes) == [])
            #expect(String(decoding: bytes, as: UTF8.self).contains("\"class\":\"\(kind.rawValue)\""))
            #expect(try JSONDecoder().decode(FailureLine.self, from: Data(bytes)) == line)
        }
    }

    @Test func summariesAddUpAndFitTheirSchema() throws {
        let summary = RunSummary(
            generatorVersion: "0.1.0", configSHA256: SampleBundles.digest,
            manifest: [line("a.mp4"), line("b.mp4"), line("c.m4a", of: SampleBundles.audioOnly())],
            failures: [failure("d.mp4", .permanent), failure("e.mp4", .transient), failure("f.mp4", .permanent)],
            skipped: 4)
        #expect(summary.videos == 6)
        #expect(summary.skipped == 4)
        #expect(summary.done == 3)
        #expect(summary.failedPermanently == 2)
        #expect(summary.failedTransiently == 1)
        #expect(summary.withWarnings == 3)
        #expect(summary.outputBytes == 3030)
        #expect(summary.video == TokenCount(total: 36, kept: 14))
        #expect(summary.audio.total == 180)
        let reversed = RunSummary(
            generatorVersion: "0.1.0", configSHA256: SampleBundles.digest,
            manifest: [line("c.m4a", of: SampleBundles.audioOnly()), line("b.mp4"), line("a.mp4")],
            failures: [failure("f.mp4", .permanent), failure("e.mp4", .transient), failure("d.mp4", .permanent)],
            skipped: 4)
        #expect(reversed == summary)
        let bytes = try CanonicalJSON.bytes(summary, style: .indented)
        #expect(try JSONSchema(named: "run-summary").problems(in: bytes) == [])
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"skipped\": 4"))
        #expect(try JSONDecoder().decode(RunSummary.self, from: Data(bytes)) == summary)
    }

    @Test func totalsGrowLineByLine() throws {
        let lines = [line("a.mp4"), line("b.mp4", of: SampleBundles.audioOnly())]
        var totals = RunSummary.Totals()
        for line in lines { totals.add(line) }
        totals.add(.transient)
        let summary = RunSummary(generatorVersion: "1", configSHA256: SampleBundles.digest, totals: totals, skipped: 2)
        let whole = RunSummary(
            generatorVersion: "1", configSHA256: SampleBundles.digest, manifest: lines.reversed(),
            failures: [failure("c.mp4", .transient)], skipped: 2)
        #expect(summary == whole)
    }

    @Test func numbersTooLargeToBeAddedDoNotTrap() {
        var large = line("a.mp4")
        large.sourceBytes = .max
        large.bundle.bytes = .max
        large.video = TokenCount(total: .max, kept: .max)
        var totals = RunSummary.Totals()
        for _ in 0..<2 { totals.add(large) }
        #expect(totals.sourceBytes == .max && totals.outputBytes == .max && totals.video.kept == .max)
    }

    @Test func metaIsPartOfALine() throws {
        var line = line("a.mp4")
        #expect(try CanonicalJSON.text(line).contains("\"meta\":null,"))
        line.meta = .object(["speaker": .string("é"), "take": .integer(3)])
        let bytes = try CanonicalJSON.bytes(line)
        #expect(try JSONSchema(named: "manifest-line").problems(in: bytes) == [])
        #expect(try JSONDecoder().decode(ManifestLine.self, from: Data(bytes)) == line)
    }

    @Test func probeSchemaIsStrict() throws {
        let schema = try JSONSchema(named: "probe")
        let stream =
            #"{"index":0,"kind":"video","codec":"h264","codec_tag":"avc1","has_decoder":true,"is_chosen":true,"#
            + #""is_attached_picture":false,"duration_seconds":2.5,"start_seconds":0,"bit_rate":71925,"width":640,"#
            + #""height":360,"display_width":640,"display_height":360,"rotation_degrees":-90,"#
            + #""pixel_format":"yuv420p","frames_per_second":30,"frame_count":75,"sample_rate":null,"channels":null}"#
        let probe = #"{"path":"a.mp4","format":"mov,mp4","duration_seconds":2.5,"streams":[\#(stream)]}"#
        #expect(try schema.problems(in: Array(probe.utf8)) == [])
        let broken = probe.replacingOccurrences(of: "\"kind\":\"video\"", with: "\"kind\":\"film\"")
        #expect(try !schema.problems(in: Array(broken.utf8)).isEmpty)
    }
}
