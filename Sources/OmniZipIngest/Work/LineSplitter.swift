/// Lines out of bytes that come in pieces.
struct LineSplitter {
    private let maximumBytes: Int
    private var rest: [UInt8] = []

    /// Lines of at most `maximumBytes`.
    init(maximumBytes: Int = MessageLine.maximumBytes) {
        self.maximumBytes = maximumBytes
    }

    /// The lines that `bytes` complete, without their ends; nil if a line is too long.
    mutating func lines(adding bytes: some Sequence<UInt8>) -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(rest)
                rest.removeAll(keepingCapacity: true)
            } else {
                guard rest.count < maximumBytes else { return nil }
                rest.append(byte)
            }
        }
        return lines
    }
}
