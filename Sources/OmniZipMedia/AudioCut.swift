/// The stretch of sound that belongs to a part, and what placing it needs to know of the whole recording.
///
/// Sound is decoded and placed as for the whole recording, then cut: the samples of a part are those of the whole.
struct AudioCut: Sendable {
    /// Second 0 of the part on the recording's clock.
    let originSeconds: Double
    /// Start of the part as asked for: where it begins if the streams' offsets are ignored. qwen-omni-utils loads the
    /// sound itself from `video_start` to `video_end` (`process_audio_info` in its audio_process.py).
    let askedStartSeconds: Double
    /// End of the part on the recording's clock, nil for its end.
    let endSeconds: Double?
    /// Duration of all pictures of the recording, nil without any.
    let recordingVideoSeconds: Double?

    /// First sample, counted from the recording's second 0 (from the first sample there is where offsets are ignored).
    func firstSample(ignoringOffset: Bool) -> Int {
        Self.samples(ignoringOffset ? askedStartSeconds : originSeconds)
    }

    /// Samples of the part at most, nil where it has no end.
    func sampleCount(ignoringOffset: Bool) -> Int? {
        endSeconds.map { max(0, Self.samples($0) - firstSample(ignoringOffset: ignoringOffset)) }
    }

    /// What padding or cutting did to the sound of the part, for sound whose first sample lies at `lead` of the
    /// recording's clock. Silence counts as far as it lies in the part. What the part itself cuts is no lead; what lies
    /// before the recording's second 0 is one, as it is for the whole recording.
    func leadSeconds(ofRecording lead: Double) -> Double {
        lead > 0 ? max(0, lead - originSeconds) : lead
    }

    private static func samples(_ seconds: Double) -> Int {
        Int((max(0, min(seconds, 1e12)) * Double(AudioSink.outputRate)).rounded())
    }
}
