import Foundation

/// The sample clips of Samples/make-clips.sh, made in .build/samples when a test first asks for one.
public enum SampleClips {
    /// Every clip's file name.
    public static let names = [
        "speech-object.mp4", "slide-talk.mp4", "cuts-music.mp4", "silent.mp4", "audio-only.m4a", "portrait-rotated.mp4",
        "letterbox.mp4", "variable-rate.mp4", "audio-late.mp4", "audio-early.mkv", "audio-longer.mp4",
    ]

    /// The clip's path. The first call of a process makes the clips that are missing or older than the script; a lock
    /// keeps processes from making them at the same time.
    /// - Throws: `TestSupportError` where ffmpeg or espeak-ng is missing or fails, or the clip has no such name.
    public static func path(_ name: String) throws -> String {
        try url(name).path
    }

    /// As `path(_:)`.
    public static func url(_ name: String) throws -> URL {
        guard names.contains(name) else {
            throw TestSupportError("there is no sample clip \(name), only \(names.joined(separator: ", "))")
        }
        return try folder().appendingPathComponent(name)
    }

    /// The folder with all clips (and the script's own hidden files).
    public static func folder() throws -> URL {
        try made.get()
    }

    private static let made = Result { () throws(TestSupportError) -> URL in
        let folder = PackageRoot.url.appendingPathComponent(".build/samples", isDirectory: true)
        let script = PackageRoot.url.appendingPathComponent("Samples/make-clips.sh")
        let result: ProgramResult
        do {
            result = try ProgramRunner.run(script, [folder.path])
        } catch {
            throw TestSupportError("the sample clips could not be made: \(error)")
        }
        guard result.exitCode == 0 else {
            throw TestSupportError(
                "the sample clips could not be made: \(result.errors) (\(script.path), see make deps)")
        }
        return folder
    }
}
