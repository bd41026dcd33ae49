import Foundation
import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct CatalogTests {
    @Test func inputsGoThroughTheirStates() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        #expect(catalog.isNew)
        let inputs = try ["d.txt", "a.mp4", "c.mp4", "b.mp4"].map { try folders.input($0) }
        #expect(try folders.pending(inputs, in: catalog) == ["a.mp4", "b.mp4", "c.mp4", "d.txt"])
        #expect(try catalog.counts().pending == 4)
        #expect(try catalog.counts().remainingBytes == 4 * CatalogFolders.sourceBytes)
        for name in ["a.mp4", "b.mp4", "c.mp4", "d.txt"] { try catalog.markRunning(name) }
        #expect(try catalog.counts().running == 4)
        #expect(try catalog.pending(after: nil, limit: 9).isEmpty)
        try catalog.record("a.mp4", try CatalogFolders.done("a.mp4", seconds: 2.5), attempts: 1)
        try catalog.record("b.mp4", CatalogFolders.failed("b.mp4", .transient), attempts: 3)
        try catalog.record("c.mp4", .interrupted, attempts: 1)
        try catalog.record("d.txt", .skipped(reason: "no media"), attempts: 1)
        let counts = try catalog.counts()
        #expect(InputState.allCases.map { counts[$0] } == [1, 0, 1, 1, 1])
        #expect(counts.inputs == 4 && counts.doneEarlier == 0)
        #expect(counts.durationSeconds == 2.5 && counts.video == TokenCount(total: 4, kept: 2))
        #expect(counts.remainingBytes == CatalogFolders.sourceBytes)
        #expect(try catalog.pending(after: nil, limit: 9).map(\.input.name) == ["c.mp4"])
        #expect(try catalog.pending(after: nil, limit: 9)[0].attempts == 1)
        try catalog.close()
        #expect(folders.output.files() == ["catalog.sqlite"])
        #expect(try folders.open().isNew == false)
    }

    @Test func workIsOrderedByShardAndThenByTheBytesOfNames() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let names = [
            "a.mp4", "a/b.mp4", "caf\u{65}\u{301}.mp4", "caf\u{e9}.mp4", "Z.mp4", "\u{1f600}.mp4", "\u{ff5e}.mp4",
        ]
        let inputs = try names.shuffled().map { try folders.input($0) }
        #expect(try folders.pending(inputs, in: catalog) == names.sorted(by: PathOrder.precedes))
        var rules = folders.rules()
        let layout = WebDatasetLayout(folder: folders.output.path, shardCount: 2)
        rules.layout = layout
        let byName = names.sorted(by: PathOrder.precedes)
        let wanted = try (0..<2).flatMap { shard in try byName.filter { try layout.shard(of: $0) == shard } }
        #expect(wanted != byName)
        #expect(try folders.pending(inputs, rules, in: catalog) == wanted)
        var pages: [String] = []
        var cursor: CatalogCursor?
        while let page = try Optional(catalog.pending(after: cursor, limit: 2)), !page.isEmpty {
            pages += page.map(\.input.name)
            cursor = page.last?.cursor
        }
        #expect(pages == wanted)
    }

    @Test func anInputComesBackAsItWasGiven() throws {
        let folders = try CatalogFolders()
        let catalog = try Catalog(.temporary)
        let meta = JSONValue.object(["title": .string("é"), "tags": .array([.integer(1), .null])])
        let part = MediaPart(startSeconds: 0.1, endSeconds: nil)
        let problem = MediaError(code: .permissionDenied, operation: "list folder", path: "/x", cause: "c", remedy: "r")
        let plain = try folders.input("a.mp4", wasNamed: true, part: part, meta: meta)
        let broken = IngestInput(path: "/nowhere", name: "b", wasNamed: false, problem: problem)
        try catalog.beginRun(folders.rules())
        try catalog.register([plain, broken])
        let entries = try catalog.pending(after: nil, limit: 9)
        try #require(entries.count == 2)
        #expect(entries[0].input.path.hasSuffix("/a.mp4") && entries[0].input.wasNamed)
        #expect(entries[0].input.part == part && entries[0].input.meta == meta && entries[0].input.problem == nil)
        #expect(entries[1].input.path == "/nowhere" && !entries[1].input.wasNamed)
        #expect(entries[1].input.problem?.description == problem.description)
        #expect(entries[1].sourceBytes == nil && entries[0].sourceBytes == CatalogFolders.sourceBytes)
    }

    @Test(arguments: [true, false]) func oneFileNamedTwiceIsOneInput(inOneBatch: Bool) throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let walked = try folders.input("a.mp4")
        var named = walked
        named.wasNamed = true
        named.path = folders.sources.path + "/../" + folders.sources.url.lastPathComponent + "/a.mp4"
        try catalog.beginRun(folders.rules())
        for batch in inOneBatch ? [[walked, named, walked]] : [[walked], [named], [walked]] {
            try catalog.register(batch)
        }
        let entries = try catalog.pending(after: nil, limit: 9)
        #expect(entries.map(\.input.name) == ["a.mp4"])
        #expect(entries[0].input.wasNamed)
        #expect(try catalog.counts().inputs == 1)
    }

    @Test(arguments: [true, false]) func twoFilesOfOneNameAreAnError(inOneBatch: Bool) throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let first = try folders.input("a.mp4")
        var second = try folders.input("other/a.mp4")
        second.name = "a.mp4"
        try catalog.beginRun(folders.rules())
        let error = #expect(throws: ConfigurationError.self) {
            if inOneBatch { return try catalog.register([first, second]) }
            try catalog.register([first])
            try catalog.register([second])
        }
        #expect(error?.code == .conflictingInputs)
        #expect(error?.message.hasPrefix("two inputs map to this output name: ") == true)
    }

    @Test func twoPartsOfOneNameAreAnError() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let first = try folders.input("a.mp4", part: MediaPart(startSeconds: 1))
        var second = first
        second.part = MediaPart(startSeconds: 2)
        try catalog.beginRun(folders.rules())
        let error = #expect(throws: ConfigurationError.self) { try catalog.register([first, second]) }
        #expect(error?.message.hasPrefix("two parts of ") == true)
    }

    @Test func whatWasPassedOverIsWorkedOnWhenItIsNamed() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        let walked = try folders.input("notes.txt")
        var named = walked
        named.wasNamed = true
        #expect(try folders.pending([walked], in: catalog) == ["notes.txt"])
        try catalog.record("notes.txt", .skipped(reason: "no media"), attempts: 1)
        #expect(try folders.pending([walked], in: catalog) == [])
        #expect(try catalog.counts().skippedEarlier == 1)
        try catalog.register([named])
        #expect(try catalog.pending(after: nil, limit: 9).map(\.input.wasNamed) == [true])
        #expect(try catalog.counts() == RunCounts(pending: 1, remainingBytes: CatalogFolders.sourceBytes))
        #expect(try folders.pending([walked, named], in: catalog) == ["notes.txt"])
    }

    @Test func anUnknownInputIsAnError() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        try catalog.beginRun(folders.rules())
        let error = #expect(throws: CatalogError.self) { try catalog.markRunning("x") }
        #expect(error?.code == .unknownInput)
    }
}
