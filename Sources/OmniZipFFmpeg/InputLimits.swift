/// Bounds on what one file may ask for, so that no file takes a machine for itself. Where a bound is met the file is
/// refused with `limitExceeded`: limit, value found and flag are named.
///
/// - `maxPicturePixels` (16384 x 16384; `--max-picture-pixels`): the coded picture.
/// - `maxStreams` (64; `--max-streams`): streams of a file, used or not.
/// - `maxDurationSeconds` (172 800, 48 hours; `--max-duration-seconds`): from the first frame to the end of the last
///   one by the packets' times, not by the header, which often lies about files that are usable; and decoded sound.
/// - `maxIndexPackets` (20 000 000; `--max-index-packets`): packets of the video stream, and frames where they must be
///   decoded to be counted.
/// - `maxReadsWithoutProgress` (100 000): reads in a row in which neither the file's position nor a time moves on.
/// - `intervalSamplesAlwaysAllowed` (20 000), `intervalSamplesPerFrame` (100): `interval` repeats a frame that stays,
///   and each time is encoded anew. Up to 20 000 samples (2.7 hours at 2 fps) whatever the file holds, beyond that a
///   hundred for each of its frames: lectures with few slides pass, three frames that claim to last for days do not.
///
/// FFmpeg's own bounds stay as they are: 5 MB and 5 s of media to find out what the streams are, 1 MB to recognise the
/// container, 1 MB for an index of its own.
public struct InputLimits: Sendable, Hashable {
    /// Most pixels of a coded picture unless told.
    public static let usualPicturePixels = 16384 * 16384

    /// Largest picture in pixels (width times height).
    public var maxPicturePixels = InputLimits.usualPicturePixels
    /// Most streams of a file.
    public var maxStreams = 64
    /// Longest video or sound in seconds.
    public var maxDurationSeconds = 172_800.0
    /// Most packets of a video stream, and most frames where frames must be counted: 17 bytes of memory each.
    public var maxIndexPackets = 20_000_000
    /// Reads in a row that bring nothing new before a demuxer is taken to turn in circles.
    public var maxReadsWithoutProgress = 100_000
    /// A frame that stays for hours is a slide or a lie: so many samples are taken of any file.
    public var intervalSamplesAlwaysAllowed = 20_000
    /// Beyond that, samples for each frame of the file.
    public var intervalSamplesPerFrame = 100

    /// The defaults.
    public init() {}
}

/// What a file that nobody vouches for may use and ask for. The same in every pass over a file.
public struct InputPolicy: Sendable, Hashable {
    /// Containers and codecs.
    public var allowlist: FormatAllowlist
    /// Sizes.
    public var limits: InputLimits

    /// The defaults.
    public init(allowlist: FormatAllowlist = .standard, limits: InputLimits = InputLimits()) {
        self.allowlist = allowlist
        self.limits = limits
    }
}
