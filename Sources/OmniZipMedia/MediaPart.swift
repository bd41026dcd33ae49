/// A part of a recording: half-open in media time, where second 0 is the recording's own start.
public struct MediaPart: Sendable, Codable, Hashable {
    /// Seconds from the start of the recording; nil for its start.
    public var startSeconds: Double?
    /// Seconds from the start of the recording; nil for its end.
    public var endSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case startSeconds = "start_seconds"
        case endSeconds = "end_seconds"
    }

    /// A part from `startSeconds` to `endSeconds`.
    public init(startSeconds: Double? = nil, endSeconds: Double? = nil) {
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
    }
}
