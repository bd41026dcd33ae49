import Foundation
import OmniZipBundle
import OmniZipTestSupport

/// What one `omnizip run` wrote, and how it ended.
struct Dataset: Sendable {
    let folder: URL
    let result: ProgramResult

    /// Runs the program into `folder`.
    init(_ inputs: [String], options: [String] = [], into folder: URL, environment: [String: String] = [:]) throws {
        self.folder = folder
        result = try BuiltProgram.run(
            ["run"] + inputs + ["--output", folder.path] + options, environment: environment, timeLimitSeconds: 900)
    }

    /// Cheap enough for a debug build: four frames, two patches a clip.
    static let quick = ["--min-frames", "4", "--max-frames", "4"]
    /// Cheaper: one patch.
    static let quickest = ["--min-frames", "2", "--max-frames", "2"]

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

    /// Every file but the catalog, as sorted relative paths.
    var files: [String] {
        (FileManager.default.subpaths(atPath: folder.path) ?? []).filter { name in
            if name == "catalog.sqlite" { return false }
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    func manifest() throws -> [ManifestLine] {
        try JSONLines.read(ManifestLine.self, path: path("manifest.jsonl"))
    }

    func failures() throws -> [FailureLine] {
        try JSONLines.read(FailureLine.self, path: path("failures.jsonl"))
    }

    func summary() throws -> RunSummary {
        try JSONDecoder().decode(RunSummary.self, from: try bytes("summary.json"))
    }

    func bundle(_ clip: String) throws -> TokenBundle { try reader(clip).bundle }

    func reader(_ clip: String) throws -> BundleReader { try BundleReader(path: path(clip + ".safetensors")) }

    func document(_ clip: String) throws -> BundleDocument { try BundleDocument(path: path(clip + ".json")) }

    /// Codes of the warnings of a clip's document.
    func warnings(_ clip: String) throws -> [String] { try document(clip).warnings.map(\.code) }
}
