import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// The lists out of the catalog are the bytes that the ledger in memory wrote for the same outcomes.
@Suite struct CatalogLedgerTests {
    @Test func listsEqualThoseOfTheLedger() throws {
        let names = ["b.mp4", "a/b.mp4", "a.mp4", "caf\u{e9}.mp4", "caf\u{65}\u{301}.mp4", "notes.txt"]
        let first = try names.enumerated().map { index, name in
            try index % 3 == 1
                ? CatalogFolders.failed(name, index % 2 == 0 ? .permanent : .transient)
                : CatalogFolders.done(name, seconds: 0.1 * Double(index + 1))
        }
        var second = first
        second[0] = CatalogFolders.failed(names[0], .permanent)
        second[2] = CatalogFolders.failed(names[2], .transient)
        second[5] = .skipped(reason: "no media")
        let runs = [Array(zip(names, first)), Array(zip(names, second)).filter { $0.0 != names[1] }]
        #expect(try Self.catalogLists(runs) == Self.ledgerLists(runs))
    }

    private typealias Run = [(String, JobOutcome)]

    private static func catalogLists(_ runs: [Run]) throws -> [Data] {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        for run in runs {
            _ = try folders.pending(try run.map { try folders.input($0.0) }, folders.rules(force: true), in: catalog)
            for (name, outcome) in run {
                try putFiles(of: outcome, in: folders.output)
                try catalog.record(name, outcome, attempts: 1)
            }
            _ = try catalog.writeLists(to: folders.output.path)
        }
        return try lists(folders.output)
    }

    private static func ledgerLists(_ runs: [Run]) throws -> [Data] {
        let folder = try TemporaryFolder()
        for run in runs {
            var ledger = try RunLedger(folder: folder.path, configSHA256: CatalogFolders.config)
            for (name, outcome) in run {
                try putFiles(of: outcome, in: folder)
                switch outcome {
                case .done(let video): ledger.add(.done(video), of: name)
                case .failed(let failure): ledger.add(.failed(failure.line), of: name)
                case .skipped(let reason): ledger.add(.skipped(reason: reason), of: name)
                case .interrupted: break
                }
            }
            try ledger.write()
        }
        return try lists(folder)
    }

    private static func putFiles(of outcome: JobOutcome, in folder: TemporaryFolder) throws {
        guard case .done(let video) = outcome else { return }
        try folder.write("bundle", to: video.line.bundle.path)
        try folder.write("document", to: video.line.document.path)
    }

    private static func lists(_ folder: TemporaryFolder) throws -> [Data] {
        try [DatasetFiles.manifest, DatasetFiles.failures, DatasetFiles.summary].map {
            try Data(contentsOf: folder.url($0))
        }
    }
}
