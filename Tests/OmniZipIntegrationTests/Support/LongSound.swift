import Foundation
import OmniZipTestSupport

/// Sound that keeps a debug build busy for minutes: work that a test can be sure to find unfinished, however late it
/// comes to look. Whoever uses it ends the work.
enum LongSound {
    /// Twenty minutes of a sample clip, repeated; made once a test process.
    static func path() throws -> String { try made.get() }

    /// Repeats the sample clip up to `seconds` into `output`, without coding it again.
    static func make(_ output: URL, seconds: Int) throws {
        try FFmpegTool.run([
            "-stream_loop", "-1", "-i", try SampleClips.path("audio-only.m4a"), "-t", "\(seconds)", "-c", "copy",
            "-fflags", "+bitexact", output.path,
        ])
    }

    private static let made = Result {
        let folder = PackageRoot.url.appendingPathComponent(".build/integration", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("long.m4a")
        try make(file, seconds: 1200)
        return file.path
    }
}
