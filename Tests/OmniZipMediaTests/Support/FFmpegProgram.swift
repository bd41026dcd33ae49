import Foundation

/// The ffmpeg program, which makes the clips of these tests and decodes them in full for comparison.
enum FFmpegProgram {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs `ffmpeg` and gives what it writes to stdout.
    @discardableResult
    static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-y"] + arguments
        let output = Pipe()
        let errors = FileManager.default.temporaryDirectory.appending(path: "ffmpeg-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let log = try String(contentsOf: errors, encoding: .utf8)
            throw Failure(description: "ffmpeg \(arguments.joined(separator: " ")): \(log)")
        }
        return data
    }

    /// Every frame of a full decode, scaled to RGB24: the reference of `VideoFrameReader`.
    static func pictures(of path: String, width: Int, height: Int) throws -> [Data] {
        let flags = "bicubic+accurate_rnd+full_chroma_int+bitexact"
        let bytes = try run([
            "-threads", "1", "-flags", "+bitexact", "-i", path, "-map", "0:V:0", "-vf",
            "scale=\(width):\(height):flags=\(flags),format=rgb24", "-vsync", "passthrough", "-f", "rawvideo", "-",
        ])
        let size = width * height * 3
        return stride(from: 0, to: bytes.count - size + 1, by: size).map { bytes.subdata(in: $0..<$0 + size) }
    }
}
