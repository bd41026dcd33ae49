import Foundation
import OmniZipTestSupport

/// Runs of layout `webdataset` over four short clips, a damaged file and a text.
struct ShardedRuns {
    static let options = Dataset.quickest + ["--content", "plan", "--progress", "none"]

    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder(prefix: "shards")
        try folder.write("notes for people", to: "in/talks/notes.txt")
        for (name, seconds) in [("a.m4a", 1.0), ("b.m4a", 1.3), ("c.m4a", 1.7)] { try add(name, seconds: seconds) }
        try FFmpegTool.makeClip(
            folder.url("in/talks/d.mp4"), framesPerSecond: 10, seconds: 1,
            codec: ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"])
        try folder.write("no media", to: "in/bad.mp4")
    }

    /// Adds the start of a spoken clip to the inputs.
    func add(_ name: String, seconds: Double = 1.1) throws {
        try FFmpegTool.run([
            "-i", SampleClips.path("audio-only.m4a"), "-t", "\(seconds)", "-c:a", "aac", "-fflags", "+bitexact",
            folder.path("in/\(name)"),
        ])
    }

    /// Fixes the number of shards before the first run.
    func fix(shards: Int, in output: String) throws {
        let text = "{\"schema\": \"omnizip.dataset/1\", \"layout\": \"webdataset\", \"shards\": \(shards)}"
        try folder.write(text, to: "\(output)/dataset.json")
    }

    @discardableResult
    func run(into output: String, _ options: [String] = []) throws -> Dataset {
        try Dataset([folder.path("in")], options: Self.options + options, into: folder.url(output))
    }

    func verify(_ output: String) throws -> ProgramResult { try BuiltProgram.run(["verify", folder.path(output)]) }

    func merge(_ output: String) throws -> ProgramResult { try BuiltProgram.run(["merge", folder.path(output)]) }

    /// The bytes of every file of a dataset that is the same for every run.
    func contents(_ output: String) throws -> [String: Data] {
        let names = folder.files().filter { $0.hasPrefix(output + "/") && !$0.contains("catalog.sqlite") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                // Written by hand, its spaces are others.
                let data = name.hasSuffix("dataset.json") ? Data() : try Data(contentsOf: folder.url(name))
                return (String(name.dropFirst(output.count + 1)), data)
            })
    }

    /// Inode and time of change of the archives.
    func archives(_ output: String) throws -> [String: String] {
        let names = folder.files().filter { $0.hasPrefix(output + "/") && $0.hasSuffix(".tar") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let facts = try FileManager.default.attributesOfItem(atPath: folder.path(name))
                return (name, "\(facts[.systemFileNumber] ?? 0) \(facts[.modificationDate] ?? 0)")
            })
    }
}

extension Dataset {
    /// The line of the report that counts the videos.
    var counts: String {
        result.output.split(separator: "\n").first { $0.hasPrefix("videos: ") }.map(String.init) ?? ""
    }
}
