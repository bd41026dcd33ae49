/// The part of a recording that a bundle is made of.
public struct BundlePart: Sendable, Codable, Hashable {
    /// Start as asked for, in seconds of the recording; nil: its start.
    public var startSeconds: Double?
    /// End as asked for, in seconds of the recording; nil: its end.
    public var endSeconds: Double?
    /// Second 0 of the bundle on the recording's clock: the first frame of the part, or its start where it has no
    /// pictures. Times of the bundle plus this are times of the recording.
    public var originSeconds: Double

    enum CodingKeys: String, CodingKey {
        case startSeconds = "start_seconds"
        case endSeconds = "end_seconds"
        case originSeconds = "origin_seconds"
    }

    /// A part from `startSeconds` to `endSeconds`, whose second 0 is the recording's `originSeconds`.
    public init(startSeconds: Double?, endSeconds: Double?, originSeconds: Double) {
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
        self.originSeconds = originSeconds
    }

    /// Whether the numbers can be those of a part.
    var isSound: Bool {
        let start = max(0, startSeconds ?? 0)
        let end = endSeconds ?? .greatestFiniteMagnitude
        let isFinite = [startSeconds, endSeconds, originSeconds].allSatisfy { $0?.isFinite != false }
        // Frames count as part of it within a microsecond.
        return isFinite && start <= end && originSeconds >= start - 2e-6 && originSeconds <= end + 2e-6
    }
}

extension BundlePart {
    private static let startKey = "part_start_seconds"
    private static let endKey = "part_end_seconds"
    private static let originKey = "part_origin_seconds"

    /// Its strings of `__metadata__`; a bound that was not asked for has none.
    var metadataStrings: [String: String] {
        var strings = [Self.originKey: String(originSeconds)]
        strings[Self.startKey] = startSeconds.map { String($0) }
        strings[Self.endKey] = endSeconds.map { String($0) }
        return strings
    }

    /// Reads its strings of `__metadata__`, nil where there are none: the bundle is of a whole recording.
    init?(metadata reader: MetadataReader) throws(BundleError) {
        let keys = [Self.startKey, Self.endKey, Self.originKey]
        guard keys.contains(where: { reader.strings[$0] != nil }) else { return nil }
        self.init(
            startSeconds: try reader.finiteIfPresent(Self.startKey),
            endSeconds: try reader.finiteIfPresent(Self.endKey), originSeconds: try reader.finite(Self.originKey))
    }
}
