import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct RunLedgerTests {
    @Test func anEmptyRunHasEmptyLists() throws {
        let folder = try TemporaryFolder()
        try Self.ledger(folder).write()
        #expect(folder.files() == ["failures.jsonl", "manifest.jsonl", "summary.json"])
        #expect(try Data(contentsOf: folder.url("manifest.jsonl")).isEmpty)
        #expect(try Data(contentsOf: folder.url("failures.jsonl")).isEmpty)
    }

    @Test func failuresAreSortedByPathAndCountedByClass() throws {
        let folder = try TemporaryFolder()
        var ledger = try Self.ledger(folder)
        for (path, kind) in [("b.mp4", FailureClass.permanent), ("B.mp4", .transient), ("a/c.mp4", .permanent)] {
            ledger.add(Self.failed(path, kind), of: path)
        }
        ledger.add(.skipped(reason: "no media"), of: "notes.txt")
        try ledger.write()
        let lines = try JSONLines.read(FailureLine.self, path: folder.path("failures.jsonl"))
        #expect(lines.map(\.path) == ["B.mp4", "a/c.mp4", "b.mp4"])
        #expect(ledger.skippedCount == 1)
        #expect(ledger.summary.videos == 3)
        #expect(try RunSummary(path: folder.path("summary.json")) == ledger.summary)
        #expect(ledger.summary.skipped == 1)
        #expect(ledger.summary.done == 0)
        #expect(ledger.summary.failedPermanently == 2)
        #expect(ledger.summary.failedTransiently == 1)
    }

    @Test func whatEarlierRunsLeftStaysUnlessItWasDoneAgain() throws {
        let folder = try TemporaryFolder()
        var first = try Self.ledger(folder)
        first.add(Self.failed("a.mp4", .permanent), of: "a.mp4")
        first.add(Self.failed("b.mp4", .transient), of: "b.mp4")
        try first.write()
        var second = try Self.ledger(folder)
        second.add(.skipped(reason: "no media"), of: "b.mp4")
        second.add(Self.failed("c.mp4", .permanent), of: "c.mp4")
        try second.write()
        let lines = try JSONLines.read(FailureLine.self, path: folder.path("failures.jsonl"))
        #expect(lines.map(\.path) == ["a.mp4", "c.mp4"])
        #expect(second.summary.videos == 1)
    }

    @Test(arguments: ["manifest.jsonl", "failures.jsonl"])
    func listsOfOthersAreNotOverwritten(name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"mine\": true}\n", to: name)
        let error = #expect(throws: ConfigurationError.self) { try Self.ledger(folder) }
        #expect(error?.code == .unwritableOutput)
        #expect(error?.subject.hasSuffix(name) == true)
    }

    private static func ledger(_ folder: TemporaryFolder) throws -> RunLedger {
        try RunLedger(folder: folder.path, configSHA256: String(repeating: "a", count: 64))
    }

    private static func failed(_ path: String, _ kind: FailureClass) -> IngestResult.Outcome {
        .failed(
            FailureLine(
                path: path, failureClass: kind, stage: "index", code: "not_media", message: "m", hint: nil, attempts: 1)
        )
    }
}
