import Foundation

/// A clip in a temporary folder that disappears with it.
final class Clip {
    let folder: URL
    let path: String

    /// An empty place for a file called `name`.
    init(_ name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "omnizip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
    }

    /// A clip made by `ffmpeg` with `arguments` before the file's name.
    convenience init(_ name: String, _ arguments: [String]) throws {
        try self.init(name)
        try FFmpegProgram.run(arguments + [path])
    }

    /// A file with these bytes.
    convenience init(_ name: String, bytes: some Sequence<UInt8>) throws {
        try self.init(name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The file's bytes.
    func bytes() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// Another place in the same folder.
    func sibling(_ name: String) -> String {
        folder.appending(path: name).path
    }

    /// Arguments for a moving test picture.
    static func picture(seconds: Double, size: String = "160x90", rate: String = "25") -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=\(rate):d=\(seconds)"]
    }

    /// Arguments for a tone.
    static func tone(seconds: Double, rate: Int = 48000, hertz: Int = 440) -> [String] {
        ["-f", "lavfi", "-i", "sine=f=\(hertz):r=\(rate):d=\(seconds)"]
    }

    /// Arguments for x264 with a key frame every `gop` frames and B frames.
    static func h264(gop: Int = 12, extra: String = "") -> [String] {
        [
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "3", "-g", "\(gop)",
            "-x264-params", "threads=1:scenecut=0:b-pyramid=normal\(extra)",
        ]
    }
}
