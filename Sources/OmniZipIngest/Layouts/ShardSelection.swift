/// One of N parts of all videos. Parts of different numbers never share a video.
public struct ShardSelection: Sendable, Hashable {
    /// From 0.
    public let index: Int
    /// Number of parts.
    public let count: Int
    /// The largest number of parts.
    public static let maximumCount = 1_000_000

    /// Part `index` of `count`; nil unless 0 <= index < count <= `maximumCount`.
    public init?(index: Int, count: Int) {
        guard (1...Self.maximumCount).contains(count), (0..<count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// Parses "I/N".
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
        self.init(index: index, count: count)
    }

    /// Parses "shard-00012-of-00100".
    init?(label: String) {
        let parts = label.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let index = Int(parts[1]), let count = Int(parts[3]) else { return nil }
        self.init(index: index, count: count)
        guard self.label == label else { return nil }
    }

    /// Whether the video `name` belongs to this part: the first 8 bytes of the SHA-256 of its name, big-endian, modulo
    /// `count`, say so.
    ///
    /// - Throws: if memory runs out.
    public func contains(_ name: String) throws -> Bool { try VideoKey(name).shard(of: count) == index }

    /// "shard-00012-of-00100", as the files of a part are called.
    public var label: String { Self.label(index, of: count) }

    /// "shard-00012-of-00100".
    static func label(_ index: Int, of count: Int) -> String { "shard-\(padded(index))-of-\(padded(count))" }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
