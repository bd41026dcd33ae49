import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct SandboxRootsTests {
    @Test func manyFilesOfAFolderNeedOneRoot() {
        var roots = SandboxRoots()
        for number in 0..<1000 { roots.add("/none/such/\(number).mp4", isFolder: false) }
        #expect(roots.roots == ["/none/such"])
    }

    @Test func aFolderHoldsWhatLiesBeneathWhateverComesFirst() {
        var roots = SandboxRoots()
        roots.add("/none/a/b/c.mp4", isFolder: false)
        roots.add("/none/ab", isFolder: true)
        roots.add("/none/a", isFolder: true)
        roots.add("/none/a/d", isFolder: true)
        #expect(roots.roots == ["/none/a", "/none/ab"])
    }

    @Test func relativePathsAndTargetsOfLinksAreResolved() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "store/a.mp4")
        try folder.write("x", to: "in/b.mp4")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("in/link.mp4"), withDestinationPath: folder.path("store/a.mp4"))
        var roots = SandboxRoots()
        roots.add(folder.path("in/link.mp4"), isFolder: false)
        #expect(roots.roots == [folder.path("in"), folder.path("store")])
        var relative = SandboxRoots()
        relative.add("clips/../clips", isFolder: true)
        #expect(relative.roots == [FileManager.default.currentDirectoryPath + "/clips"])
    }

    @Test func aLinkAmongFilesOfItsFolderIsNoticed() throws {
        let folder = try TemporaryFolder()
        for name in ["in/a.mp4", "in/c.mp4", "store/b.mp4"] { try folder.write("x", to: name) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("in/b.mp4"), withDestinationPath: folder.path("store/b.mp4"))
        var roots = SandboxRoots()
        for name in ["a", "b", "c"] { roots.add(folder.path("in/\(name).mp4"), isFolder: false) }
        #expect(roots.roots == [folder.path("in"), folder.path("store")])
    }

    @Test func tooManyRootsAreWidenedUntilTheyFit() {
        var generator = SeededGenerator(property: "sandbox roots", seed: 7)
        var roots = SandboxRoots()
        var added: [String] = []
        for _ in 0..<2000 {
            let depth = Int.random(in: 1...6, using: &generator)
            let parts = (0..<depth).map { _ in "n\(Int.random(in: 0..<9, using: &generator))" }
            added.append("/none/" + parts.joined(separator: "/"))
            roots.add(added[added.count - 1], isFolder: true)
            #expect(roots.roots.count <= SandboxRoots.limit)
        }
        let all = roots.roots
        #expect(added.allSatisfy { path in all.contains { path == $0 || path.hasPrefix($0 == "/" ? $0 : $0 + "/") } })
        #expect(!all.contains { one in all.contains { $0 != one && one.hasPrefix($0 + "/") } })
    }

    @Test func unrelatedFoldersEndAtTheRootAtWorst() {
        var roots = SandboxRoots()
        for number in 0..<200 { roots.add("/none\(number)", isFolder: true) }
        #expect(roots.roots == ["/"])
    }
}
