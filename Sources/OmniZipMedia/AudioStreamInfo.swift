import OmniZipFFmpeg

/// The sound that was chosen.
public struct AudioStreamInfo: Sendable {
    /// Index of the stream in the file.
    public let streamIndex: Int
    /// FFmpeg's name of the codec.
    public let codecName: String
    /// Samples a second, as the header says.
    public let sampleRate: Int
    /// Channels, as the header says.
    public let channels: Int
    /// The tick of the stream's times.
    public let timeBase: TimeBase
    /// Where the sound starts on the shared clock, as the header or the first packet says: above 0 it starts later than
    /// the first frame, below 0 earlier; 0 without video or where nothing is known. `AudioReadSummary.leadSeconds`
    /// holds what the decoder found.
    public let leadSeconds: Double
    /// The first frame on the stream's own clock, nil without video.
    let firstFrameSeconds: Double?
    /// Seconds of sound from the header, where it tells.
    public let durationSecondsFromHeader: Double?
    /// The stretch that is wanted; nil for all of it.
    var cut: AudioCut?

    /// Rates that sound can have, in samples a second.
    public static let plausibleSampleRates = 1000...768_000
}
