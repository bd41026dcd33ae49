import Foundation
import OmniZipBundle
import OmniZipPreview

/// Standard output could not be written.
struct OutputError: Error {
    /// The system's error number.
    let number: Int32
}

/// What standard output and standard error are connected to, and how text gets there.
enum Terminal {
    /// True if standard error is a terminal that can redraw a line.
    static var canRedrawErrors: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns of the terminal at standard error; 80 where they are not known.
    static var errorColumns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Columns of the terminal at standard output; nil where there is none.
    static var resultColumns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// How results are shown: by what standard output is connected to, and by the environment.
    static var resultStyle: TerminalStyle {
        TerminalStyle(
            environment: ProcessInfo.processInfo.environment, isTerminal: isatty(STDOUT_FILENO) == 1,
            columns: resultColumns)
    }

    /// Writes lines that were rendered for a terminal: their text is escaped already, their colours are not.
    static func printStyled(_ lines: [String]) throws(OutputError) {
        try write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
    }

    /// Writes a result as JSON.
    static func printJSON(_ value: some Encodable) throws {
        try write(try CanonicalJSON.text(value, style: .indented) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a result as one line of JSON, which escapes what ends lines for JSON; other characters stay as they are.
    static func printJSONLine(_ value: some Encodable) throws {
        try write(try CanonicalJSON.text(value) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line of results; control characters in it are written out.
    static func printResult(_ line: String) throws(OutputError) {
        try write(Printable.text(line) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a result as JSON, or as the lines of its report.
    static func print(_ value: some Encodable, asJSON json: Bool, report lines: @autoclosure () -> [String]) throws {
        if json {
            try write(try CanonicalJSON.text(value, style: .indented) + "\n", to: STDOUT_FILENO)
        } else {
            for line in lines() { try printResult(line) }
        }
    }

    /// Writes a line for the person at the terminal; control characters in it are written out. Nobody reading it is no
    /// reason to stop.
    static func printMessage(_ line: String) {
        writeError(Printable.text(line) + "\n")
    }

    /// Writes a line that only a person at a terminal misses.
    static func printRemark(_ line: String) {
        if isatty(STDERR_FILENO) == 1 { printMessage(line) }
    }

    /// Writes text to standard error as it is.
    static func writeError(_ text: String) {
        try? write(text, to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                throw OutputError(number: errno)
            }
        }
    }
}
