import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct EmbeddingsBatchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ names: String..., dimension: Int = 4) throws {
        for (index, name) in names.enumerated() {
            try folder.write(Data(), to: name)
            try RandomEmbeddings.file(windows: 2, dimension: dimension, seed: UInt64(index))
                .write(to: folder.path(name))
        }
    }

    private func run(
        _ names: [String], into output: String = "out",
        method: EmbeddingsBatch.Method = .compression(CompressionParameters())
    ) throws -> EmbeddingsFolderReport {
        var noted: [FailureLine] = []
        let report = try EmbeddingsBatch(
            paths: names.map { folder.path($0) }, output: folder.path(output), method: method
        ).run { noted.append($0) }
        #expect(noted == report.failures)
        return report
    }

    @Test func foldersAreMirroredInByteOrder() throws {
        try write("in/b.safetensors", "in/a/z.safetensors", "in/a.safetensors", "one.safetensors")
        try folder.write("no tokens", to: "in/readme.txt")
        let report = try run(["one.safetensors", "in"])
        #expect(report.files.map(\.input) == ["one.safetensors", "a.safetensors", "a/z.safetensors", "b.safetensors"])
        #expect(report.failures.isEmpty)
        #expect(
            folder.files().filter { $0.hasPrefix("out/") } == [
                "out/a.safetensors", "out/a/z.safetensors", "out/b.safetensors", "out/one.safetensors",
            ])
        #expect(report.video.total == report.files.reduce(0) { $0 + $1.video.total })
        // Results are replaced.
        #expect(try run(["one.safetensors", "in"]).failures.isEmpty)
    }

    @Test func theOutputFolderIsNoInput() throws {
        try write("in/a.safetensors")
        #expect(try run(["in"], into: "in/out").files.count == 1)
        #expect(try run(["in"], into: "in/out").files.map(\.input) == ["a.safetensors"])
        #expect(throws: ConfigurationError.self) { try run(["in"], into: "in") }
    }

    @Test func oneBadFileHarmsNoOther() throws {
        try write("in/a.safetensors", "in/c.safetensors", "in/d.safetensors")
        try folder.write("no tokens", to: "in/b.safetensors")
        let cut = try Data(contentsOf: folder.url("in/c.safetensors"))
        try cut.prefix(cut.count - 1).write(to: folder.url("in/c.safetensors"))
        let report = try run(["in"])
        #expect(report.files.map(\.input) == ["a.safetensors", "d.safetensors"])
        #expect(report.failures.map(\.path) == ["b.safetensors", "c.safetensors"])
        #expect(report.failures.allSatisfy { $0.stage == "read" && $0.code == "malformed" })
        #expect(report.failures.allSatisfy { $0.failureClass == .permanent && $0.attempts == 1 })
        #expect(report.failures[1].hint == "the file was cut")
        #expect(folder.files().filter { $0.hasPrefix("out/") } == ["out/a.safetensors", "out/d.safetensors"])
    }

    @Test func neitherInputsNorOtherFilesAreOverwritten() throws {
        try write("x/a.safetensors", "a.safetensors", "y/a.safetensors")
        let before = try Data(contentsOf: folder.url("a.safetensors"))
        // The first output would be the second input.
        let report = try run(["x/a.safetensors", "a.safetensors"], into: ".")
        #expect(report.files.isEmpty)
        #expect(report.failures.map(\.code) == ["naming", "naming"])
        #expect(report.failures[0].message.contains("the output is an input"))
        #expect(try Data(contentsOf: folder.url("a.safetensors")) == before)
        // Two inputs of one name: the first one has it.
        let twins = try run(["x", "y"])
        #expect(twins.files.count == 1 && twins.failures.count == 1)
        #expect(twins.failures[0].message.contains("another input has the same output"))
        // A file that is not a result.
        let foreign = try run(["x/a.safetensors"], into: "y")
        #expect(foreign.failures[0].message.hasSuffix("exists that omnizip compress did not write"))
    }

    @Test func aPlanMayBeOneForAllOrOneForEach() throws {
        try write("in/a.safetensors", "in/b.safetensors")
        let plans = try run(["in"], into: "plans")
        #expect(plans.failures.isEmpty)
        let one = try run(["in"], into: "one", method: .plan(path: folder.path("plans/a.safetensors")))
        #expect(one.files.map(\.plan) == [folder.path("plans/a.safetensors"), folder.path("plans/a.safetensors")])
        try FileManager.default.removeItem(at: folder.url("plans/b.safetensors"))
        let each = try run(["in"], into: "each", method: .plan(path: folder.path("plans")))
        #expect(each.files.map(\.input) == ["a.safetensors"])
        #expect(each.failures.map(\.stage) == ["plan"] && each.failures[0].code == "system")
        // The input is called like its plan, and is not what is missing.
        #expect(each.failures[0].message.hasPrefix("plan \(folder.path("plans/b.safetensors")): open: "))
        #expect(each.failures[0].hint == "the folder of plans needs one called like each file")
        // A plan is not replaced by what it makes.
        let same = try run(["in/a.safetensors"], into: "plans", method: .plan(path: folder.path("plans")))
        #expect(same.failures.map(\.code) == ["naming"])
        #expect(throws: BundleError.self) {
            try run(["in"], into: "none", method: .plan(path: folder.path("in/a.safetensors")))
        }
        #expect(!folder.files().contains { $0.hasPrefix("none") })
    }

    @Test func whatDoesNotExistIsAnErrorOfTheCommand() throws {
        #expect(throws: ConfigurationError.self) { try run(["missing.safetensors", "in"]) }
        try FileManager.default.createDirectory(at: folder.url("empty"), withIntermediateDirectories: true)
        #expect(try run(["empty"]).files.isEmpty)
    }
}
