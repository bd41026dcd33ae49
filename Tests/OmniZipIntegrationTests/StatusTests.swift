import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// `omnizip status`, and catalogs made again by `omnizip verify --rebuild`.
@Suite struct StatusTests {
    @Test func aFolderWithoutACatalogIsWrongUsage() throws {
        let folder = try TemporaryFolder()
        let result = try BuiltProgram.run(["status", folder.path])
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("there is no catalog"))
        try folder.write("no database, but long enough to be looked at by somebody", to: "catalog.sqlite")
        #expect(try BuiltProgram.run(["status", folder.path]).exitCode == 64)
    }

    @Test func listsAndCatalogAreRebuiltFromTheBundles() throws {
        let folder = try TemporaryFolder()
        let run = try SampleRuns.quickPair()[0]
        let copy = folder.url("out")
        try FileManager.default.copyItem(at: run.folder, to: copy)
        let lists = ["manifest.jsonl", "failures.jsonl", "summary.json"]
        for name in ["manifest.jsonl", "catalog.sqlite"] {
            try? FileManager.default.removeItem(at: copy.appendingPathComponent(name))
        }
        let result = try BuiltProgram.run(["verify", copy.path, "--rebuild"])
        #expect(result.exitCode == 0, "\(result)")
        for name in lists {
            #expect(try Data(contentsOf: copy.appendingPathComponent(name)) == run.bytes(name), "\(name)")
        }
        let status = try BuiltProgram.run(["status", copy.path, "--json"])
        #expect(status.exitCode == 0, "\(status)")
        let file = try folder.write(status.standardOutput, to: "status.json")
        let found = try SchemaValidation.run([.init(schema: "status", path: file.path)])
        #expect(found.valid == 1, "\(found.problems)")
        #expect(
            try BuiltProgram.run(["status", copy.path]).output
                == "no run yet\n")
    }

    @Test func theCatalogIsNamedForARebuildOnly() throws {
        let folder = try TemporaryFolder()
        #expect(try BuiltProgram.run(["verify", folder.path, "--catalog", "x"]).exitCode == 64)
        #expect(try BuiltProgram.run(["verify", folder.path("missing"), "--rebuild"]).exitCode == 64)
    }
}
