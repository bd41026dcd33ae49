/// A part of a recording, in seconds from the recording's own second 0.
///
/// Pictures: every frame whose presentation time lies in [start, end], compared to a microsecond. For a constant frame
/// rate these are the frames from ceil(start * fps) to floor(end * fps), which is what qwen-omni-utils takes for
/// `video_start` and `video_end` (`calculate_video_frame_range` in its vision_process.py). A part of one frame is fine
/// here. Sound: the samples of [first frame of the part, end); where the part has no pictures, of [start, end).
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
