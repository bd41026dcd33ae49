import CFFmpeg

/// FFmpeg's log: silent on stderr, its last line of error kept for `FFmpegError`.
///
/// The callback is one for the whole process; every type of this module that opens something installs it first. None of
/// these functions may be inlined elsewhere: the shim's buffer exists once for each object file that touches it.
enum LogCapture {
    private static let installed: Void = omnizip_log_install()

    /// Takes FFmpeg's log over, once a process.
    @inline(never)
    static func install() {
        _ = installed
    }

    /// Forgets what this thread logged before, so that the next line belongs to the next call.
    @inline(never)
    static func clear() {
        omnizip_log_line()?.pointee = 0
    }

    /// Whether an error was logged on this thread since `clear()`.
    static var hasLine: Bool {
        @inline(never) get { omnizip_log_line().map { $0.pointee != 0 } ?? false }
    }

    /// The last error logged by FFmpeg on this thread since `clear()`.
    ///
    /// Decoder threads of FFmpeg's own log elsewhere: their lines are not seen.
    @inline(never)
    static func lastLine() -> String? {
        guard let buffer = omnizip_log_line() else { return nil }
        let line = String(cString: buffer)
        let trimmed = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        return trimmed.isEmpty ? nil : trimmed
    }
}
