import OmniZipFFmpeg

/// What one demux pass finds in a file: values only, no open file.
///
/// Shared clock: second 0 is the first frame shown, or the first sample where there is no video. Of a part
/// of a recording: see `part(_:)`.
public struct MediaIndex: Sendable {
    /// The file.
    public let path: String
    /// What the file may use and ask for.
    public let policy: InputPolicy
    /// FFmpeg's name of the container.
    public let formatName: String
    /// Where the last frame ends on the shared clock; without video the sound's duration as the header tells, nil
    /// where it is silent.
    public internal(set) var durationSeconds: Double?
    /// The pictures, nil where there are none (cover art is none).
    public internal(set) var video: VideoStreamIndex?
    /// The sound, nil where there is none.
    public internal(set) var audio: AudioStreamInfo?
    /// What was met on the way.
    public let warnings: [MediaWarning]
    /// Where the part lies, if this is the index of a part of a recording.
    public internal(set) var placement: PartPlacement?
}
