import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct RunLedgerTests {
    @Test func anEmptyRunHasEmptyLists() throws {
        let folder = try TemporaryFolder()
        try RunLedger(folder: folder.path, configSHA256: String(repeating: "a", count: 64)).write()
        #expect(folder.files() == ["failures.jsonl", "manifest.jsonl", "summary.json"])
        #expect(try Data(contentsOf: folder.url("manifest.jsonl")).isEmpty)
        #expect(try Data(contentsOf: folder.url("failures.jsonl")).isEmpty)
    }

    @Test func failuresAreSortedByPathAndCountedByClass() throws {
        let folder = try TemporaryFolder()
        var ledger = RunLedger(folder: folder.path, configSHA256: String(repeating: "a", count: 64))
        for (path, kind) in [("b.mp4", FailureClass.permanent), ("B.mp4", .transient), ("a/c.mp4", .permanent)] {
            ledger.add(
                .failed(
                    FailureLine(
                        path: path, failureClass: kind, stage: "index", code: "not_media", message: "m", hint: nil,
                        attempts: 1)))
        }
        ledger.add(.skipped(reason: "no media"))
        try ledger.write()
        let lines = try JSONLines.read(FailureLine.self, path: folder.path("failures.jsonl"))
        #expect(lines.map(\.path) == ["B.mp4", "a/c.mp4", "b.mp4"])
        #expect(ledger.skippedCount == 1)
        #expect(ledger.summary.videos == 3)
        #expect(ledger.summary.done == 0)
        #expect(ledger.summary.failedPermanently == 2)
        #expect(ledger.summary.failedTransiently == 1)
    }
}
