import Foundation

/// The ffmpeg and ffprobe programs, for test clips and as a second opinion on them.
public enum FFmpegTool {
    /// Runs ffmpeg quietly; existing output files are overwritten.
    /// - Returns: standard output, for `-f md5 -`, `-f rawvideo -` and the like.
    /// - Throws: `TestSupportError` with ffmpeg's own message.
    @discardableResult
    public static func run(_ arguments: [String]) throws -> Data {
        try runProgram("ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + arguments)
    }

    /// Runs ffprobe.
    /// - Returns: standard output without white space at its ends.
    public static func probe(_ arguments: [String]) throws -> String {
        String(decoding: try runProgram("ffprobe", ["-v", "error"] + arguments), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A test picture with a moving part, and optionally a tone, coded as the arguments say.
    /// - Parameters:
    ///   - codec: options of the output, e.g. `["-c:v", "libx264", "-g", "30"]`.
    ///   - toneSeconds: length of a 440 Hz tone at 48 kHz; nil for no audio stream.
    public static func makeClip(
        _ output: URL, size: String = "160x120", framesPerSecond: Int = 25, seconds: Double = 3, codec: [String],
        toneSeconds: Double? = nil
    ) throws {
        var arguments = [
            "-f", "lavfi", "-i", "testsrc2=size=\(size):rate=\(framesPerSecond):duration=\(seconds)",
        ]
        if let toneSeconds {
            arguments += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(toneSeconds)"]
        }
        try run(arguments + codec + ["-threads", "1", "-fflags", "+bitexact", output.path])
    }

    /// A small test picture in the format that the name asks for; the name is taken as it is, no pattern.
    public static func makePicture(_ output: URL) throws {
        try run(["-f", "lavfi", "-i", "testsrc2=size=160x120", "-frames:v", "1", "-update", "1", output.path])
    }

    private static func runProgram(_ name: String, _ arguments: [String]) throws -> Data {
        guard let program = ProgramPath.find(name) else {
            throw TestSupportError("\(name) is not on PATH: run make deps (Debian package ffmpeg)")
        }
        let result = try ProgramRunner.run(program, arguments)
        guard result.exitCode == 0 else {
            throw TestSupportError("\(name) \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.standardOutput
    }
}
