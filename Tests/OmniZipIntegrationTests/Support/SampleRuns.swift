import Foundation
import OmniZipTestSupport

/// Runs over the sample clips that several tests look at: each is made once a test process, when first asked for.
enum SampleRuns {
    /// All clips with the default configuration.
    static func standard() throws -> Dataset { try standardRun.get() }

    /// All clips with two patches each, twice the same.
    static func quickPair() throws -> [Dataset] { try quickRuns.get() }

    private static let standardRun = Result { try run("standard", []) }
    private static let quickRuns = Result {
        [
            try run("quick-1", Dataset.quick),
            try run("quick-2", Dataset.quick + ["--json", "--progress", "json", "--jobs", "1"]),
        ]
    }

    private static func run(_ name: String, _ options: [String]) throws -> Dataset {
        let folder = PackageRoot.url.appendingPathComponent(".build/integration/\(name)", isDirectory: true)
        if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        return try Dataset([try SampleClips.folder().path], options: options, into: folder)
    }
}
