/// A stretch of two seconds of both streams (OmniZip, arXiv 2511.14582). Either range may be empty.
public struct TimeWindow: Sendable, Hashable, Codable {
    /// Audio tokens, half-open.
    public let audio: Range<Int>
    /// Temporal patches, half-open.
    public let patches: Range<Int>

    /// A window over audio tokens `audio` and temporal patches `patches`.
    public init(audio: Range<Int>, patches: Range<Int>) {
        self.audio = audio
        self.patches = patches
    }

    /// Whether audio guides the pruning of this window's video: it has some of both.
    public var isGuided: Bool { !audio.isEmpty && !patches.isEmpty }
}
