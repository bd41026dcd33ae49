import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct FolderWalkerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func filesComeInByteOrderOfWholePaths() throws {
        for name in ["b.mp4", "a/z.mp4", "a.mp4", "a-b.mp4", "B.mp4", "a/b/c.mp4", "a0/x", "\u{e9}.mp4", "z.mp4"] {
            try folder.write("x", to: name)
        }
        // "-" and "." come before "/", "0" after it.
        #expect(
            try names() == [
                "B.mp4", "a-b.mp4", "a.mp4", "a/b/c.mp4", "a/z.mp4", "a0/x", "b.mp4", "z.mp4", "\u{e9}.mp4",
            ])
    }

    @Test func theOrderHoldsForAnyTree() throws {
        var random = SeededGenerator(property: "byte order of a walk", seed: 31)
        let letters = Array("a-.0Z_\u{e9}")
        for _ in 0..<150 {
            let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let count = Int.random(in: 1...3, using: &random)
                return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
            }
            guard !parts.contains("."), !parts.contains("..") else { continue }
            // A file where a folder is, and a file in a file, cannot be made; the rest is the tree.
            _ = try? folder.write("x", to: parts.joined(separator: "/"))
        }
        let found = try InputScanner.names(InputSources(paths: [folder.path], includesHidden: true))
        #expect(found.count > 50)
        #expect(found == found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(found) == Set(folder.files()))
    }

    @Test func hiddenNamesAreTakenOnRequest() throws {
        for name in [".a.mp4", ".cache/b.mp4", "c/.d.mp4", "e.mp4"] { try folder.write("x", to: name) }
        #expect(try names() == ["e.mp4"])
        let all = try InputScanner.names(InputSources(paths: [folder.path], includesHidden: true))
        #expect(all == [".a.mp4", ".cache/b.mp4", "c/.d.mp4", "e.mp4"])
    }

    @Test func linksToFilesAndFoldersAreFollowed() throws {
        try folder.write("x", to: "real/a.mp4")
        try folder.write("x", to: "real/deep/b.mp4")
        try folder.link("in/file.mp4", to: folder.path("real/a.mp4"))
        try folder.link("in/folder", to: folder.path("real"))
        let scanner = try InputScanner(InputSources(paths: [folder.path("in")]))
        #expect(try scanner.all().map(\.name) == ["file.mp4", "folder/a.mp4", "folder/deep/b.mp4"])
        #expect(scanner.passedOverLinkCount == 0 && scanner.notes.isEmpty)
    }

    @Test func linkLoopsArePassedOverAndReported() throws {
        try folder.write("x", to: "in/a.mp4")
        try folder.write("x", to: "in/deep/b.mp4")
        try folder.write("x", to: "in/deep/er/c.mp4")
        try folder.link("in/deep/er/back", to: folder.path("in"))
        try folder.link("in/deep/er/up", to: "..")
        try folder.link("in/self", to: ".")
        let scanner = try InputScanner(InputSources(paths: [folder.path("in")]))
        #expect(try scanner.all().map(\.name) == ["a.mp4", "deep/b.mp4", "deep/er/c.mp4"])
        #expect(scanner.passedOverLinkCount == 3)
        #expect(
            scanner.notes == ["deep/er/back", "deep/er/up", "self"].map { "link loop: \(folder.path("in"))/\($0)" })
    }

    @Test func aLoopThroughTheFolderAboveEnds() throws {
        try folder.write("x", to: "top/a.mp4")
        try folder.write("x", to: "top/in/b.mp4")
        try folder.link("top/in/up", to: folder.path("top"))
        let scanner = try InputScanner(InputSources(paths: [folder.path("top/in")]))
        // The folder above is no loop by itself; the way back into the root is one, although no link leads there.
        #expect(try scanner.all().map(\.name) == ["b.mp4", "up/a.mp4"])
        #expect(scanner.notes == ["link loop: \(folder.path("top/in"))/up/in"])
    }

    @Test func oneFolderReachedInTwoWaysIsNoLoop() throws {
        try folder.write("x", to: "real/a.mp4")
        try folder.link("in/one", to: folder.path("real"))
        try folder.link("in/two", to: folder.path("real"))
        #expect(try names("in") == ["one/a.mp4", "two/a.mp4"])
    }

    /// A dozen folders that all link to one another hold 12! chains.
    @Test func aWebOfLinksEnds() throws {
        let count = 12
        for one in 0..<count {
            try folder.write("x", to: "in/\(one)/a.mp4")
            for other in 0..<count where other != one {
                try folder.link("in/\(one)/to\(other)", to: folder.path("in/\(other)"))
            }
        }
        let found = try names("in")
        #expect(Set(found).isSuperset(of: (0..<count).map { "\($0)/a.mp4" }))
        #expect(found.count <= count * count + count)
    }

    @Test func linksThatLeadNowhereAreInputs() throws {
        try folder.link("in/gone.mp4", to: folder.path("gone"))
        try folder.link("in/self.mp4", to: folder.path("in/self.mp4"))
        #expect(try names("in") == ["gone.mp4", "self.mp4"])
    }

    @Test func theExcludedFolderIsPassedOverWhereverItIsMet() throws {
        for name in ["in/a.mp4", "in/out/a.mp4.json", "in/output/c.mp4"] { try folder.write("x", to: name) }
        try folder.link("in/deep/again", to: folder.path("in/out"))
        try folder.link("elsewhere", to: folder.path("in/out"))
        for excluded in ["in/out", "elsewhere", "in/./out/"] {
            let sources = InputSources(paths: [folder.path("in")], excludedFolder: folder.path + "/" + excluded)
            #expect(try InputScanner.names(sources) == ["a.mp4", "output/c.mp4"])
        }
    }

    @Test func foldersNestedAThousandLevelsDeepAreWalked() throws {
        let levels = Array(repeating: "d", count: 1000).joined(separator: "/")
        try folder.write("x", to: "\(levels)/deep.mp4")
        try folder.write("x", to: "z.mp4")
        defer { try? removeAll() }
        #expect(try names() == ["\(levels)/deep.mp4", "z.mp4"])
    }

    @Test func aPathTooLongForTheSystemIsAFailureAndNotSilence() throws {
        try folder.write("x", to: "z.mp4")
        // No call takes a path of 30 * 201 bytes, so the folders are made from within one another.
        let program = """
            import os, sys
            os.chdir(sys.argv[1])
            for _ in range(30):
                os.mkdir("n" * 200)
                os.chdir("n" * 200)
            open("deep.mp4", "w").close()
            """
        _ = try PythonTool.run(program, arguments: [folder.path])
        // Nor does FileManager remove what it cannot name.
        defer { try? removeAll() }
        let inputs = try InputScanner(InputSources(paths: [folder.path])).all()
        #expect(inputs.count == 2 && inputs.last?.name == "z.mp4")
        let problem = try #require(inputs.first?.problem)
        #expect(problem.code == .unusableName && problem.description.contains("its path is too long"))
        #expect(inputs.first.map { $0.name.utf8.count } ?? 0 > 3000)
    }

    @Test func unusualNamesAreKept() throws {
        let kept = [" ", "\"'.mp4", "#a", "*", "\\", "a\nb.mp4", "e\u{301}.mp4", "\u{1F3AC}.mp4"]
        for name in kept { try folder.touch(Array(name.utf8)) }
        let inputs = try InputScanner(InputSources(paths: [folder.path])).all()
        #expect(inputs.map { Array($0.name.utf8) } == kept.map { Array($0.utf8) })
        #expect(inputs.allSatisfy { $0.problem == nil && FileManager.default.fileExists(atPath: $0.path) })
    }

    @Test func namesThatAreNoTextAreFailures() throws {
        try folder.touch(Array("caf".utf8) + [0xE9] + Array(".mp4".utf8))
        try folder.write("x", to: "z.mp4")
        try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
        try folder.touch([0xF0, 0x9F, 0x41], in: "in")
        let inputs = try InputScanner(InputSources(paths: [folder.path])).all()
        #expect(inputs.map(\.name) == ["caf\\xe9.mp4", "in/\\xf0\\x9fA", "z.mp4"])
        #expect(inputs.map { $0.problem?.code } == [.unusableName, .unusableName, nil])
        #expect(inputs.first?.problem?.description.contains("The name is not UTF-8 (rename the file)") == true)
    }

    @Test func pipesAndSocketsAreForTheRunToPassOver() throws {
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(try names() == ["pipe"])
    }

    @Test func manyFilesComeInOrder() throws {
        let program = """
            import os, sys
            for folder in range(20):
                os.mkdir(f"{sys.argv[1]}/f{folder}")
                for number in range(1000): os.mknod(f"{sys.argv[1]}/f{folder}/{number}.mp4")
            """
        _ = try PythonTool.run(program, arguments: [folder.path])
        // Quicker than the folder's own way.
        defer { try? removeAll() }
        let scanner = try InputScanner(InputSources(paths: [folder.path]))
        var found = 0
        var last = ""
        var isSorted = true
        while let input = try scanner.next() {
            isSorted = isSorted && strcmp(last, input.name) < 0
            last = input.name
            found += 1
        }
        #expect(found == 20_000 && isSorted)
    }

    private func removeAll() throws {
        _ = try ProgramRunner.run(URL(fileURLWithPath: "/bin/rm"), ["-r", folder.path])
    }

    private func names(_ name: String? = nil) throws -> [String] {
        try InputScanner.names(InputSources(paths: [name.map(folder.path) ?? folder.path]))
    }
}
