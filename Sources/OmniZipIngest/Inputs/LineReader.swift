import Foundation

/// Reads a file line by line, whatever its size: regular files, pipes and standard input.
final class LineReader {
    /// Longest line, without its end.
    static let maximumLineBytes = 1 << 20
    private static let blockBytes = 1 << 16

    /// Number of the line that was read last, from 1.
    private(set) var lineNumber = 0
    private let name: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let shouldStop: @Sendable () -> Bool
    /// Milliseconds between two looks at `shouldStop` while nothing comes.
    private static let pollMilliseconds: Int32 = 200
    private var block = [UInt8](repeating: 0, count: blockBytes)
    private var unread = 0..<0
    private var isAtEnd = false

    /// Opens the file at `path`; `name` is for messages.
    init(
        path: String, name: String, shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws(ConfigurationError) {
        var opened: Int32
        repeat {
            opened = open(path, O_RDONLY | O_CLOEXEC)
        } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw Self.unreadable(name, errno) }
        descriptor = opened
        ownsDescriptor = true
        self.name = name
        self.shouldStop = shouldStop
    }

    /// Reads an open file, which stays open.
    init(descriptor: Int32, name: String, shouldStop: @escaping @Sendable () -> Bool = { false }) {
        self.descriptor = descriptor
        ownsDescriptor = false
        self.name = name
        self.shouldStop = shouldStop
    }

    deinit {
        if ownsDescriptor { _ = close(descriptor) }
    }

    /// The next line without its end ("\n" or "\r\n"); nil after the last one, and when `shouldStop` says so while the
    /// writer of a pipe is slow. A byte order mark before the first line is no part of it.
    ///
    /// - Throws: `unreadableFile` if the system fails to read, `invalidValue` for a line that is too long.
    func next() throws(ConfigurationError) -> [UInt8]? {
        var line: [UInt8] = []
        lineNumber += 1
        while true {
            if unread.isEmpty {
                guard waitForBytes() else { return nil }
                try fill()
            }
            guard !isAtEnd else {
                return line.isEmpty ? nil : trimmed(line)
            }
            let end = block[unread].firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: block[unread.lowerBound..<(end ?? unread.upperBound)])
            guard line.count <= Self.maximumLineBytes else {
                throw ConfigurationError(
                    code: .invalidValue, subject: "\(name):\(lineNumber)",
                    message: "the line has more than \(Self.maximumLineBytes) bytes; a list has one input a line")
            }
            unread = (end.map { $0 + 1 } ?? unread.upperBound)..<unread.upperBound
            if end != nil { return trimmed(line) }
        }
    }

    private func trimmed(_ line: [UInt8]) -> [UInt8] {
        var rest = line[...]
        if lineNumber == 1 && rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        if rest.last == UInt8(ascii: "\r") { rest = rest.dropLast() }
        return rest.count == line.count ? line : Array(rest)
    }

    /// Waits until there is something to read, or an end, or a reason not to wait; false if it was told to stop.
    private func waitForBytes() -> Bool {
        while !shouldStop() {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // What cannot be asked can be read.
            if poll(&waiting, 1, Self.pollMilliseconds) != 0 { return true }
        }
        return false
    }

    private func fill() throws(ConfigurationError) {
        guard !isAtEnd else { return }
        while true {
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                unread = 0..<count
                isAtEnd = count == 0
                return
            }
            switch errno {
            case EINTR: continue
            // Standard input may share a terminal that another program made non-blocking.
            case EAGAIN:
                guard waitForBytes() else {
                    isAtEnd = true
                    return
                }
            default: throw Self.unreadable(name, errno)
            }
        }
    }

    static func unreadable(_ name: String, _ number: Int32) -> ConfigurationError {
        ConfigurationError(
            code: .unreadableFile, subject: name,
            message: "the list cannot be read: \(SystemFault(number: number).cause); give a file with one input a line")
    }
}
