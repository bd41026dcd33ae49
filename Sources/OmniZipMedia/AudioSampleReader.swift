import OmniZipFFmpeg

/// What came of reading sound.
public struct AudioReadSummary: Sendable, Hashable {
    /// Samples given, at 16 kHz, the silence before them included.
    public let sampleCount: Int
    /// Where the first decoded sample lies on the shared clock: above 0 so much silence was put before it, below 0 so
    /// much was cut. Found also where it was ignored. What a part cuts is not counted.
    public let leadSeconds: Double
    /// Samples were left out because of the limit.
    public let isTruncated: Bool
    /// Packets that the demuxer or the decoder refused.
    public let corruptPackets: Int
    /// The same and more in words.
    public let warnings: [MediaWarning]
}

/// Decodes the sound of an indexed file to 16 kHz mono on the shared clock.
///
/// Every decoded sample is rounded to 16 bits first, so that a float decoder's last bits, which differ between
/// processors, end there; mixing and resampling work on 16-bit integers, and what comes out is `integer / 32768`.
/// Memory: some blocks of samples, whatever the duration. One owner, one task; read once.
public final class AudioSampleReader {
    private let audio: AudioStreamInfo
    private let path: String
    private let limitSamples: Int?
    /// Samples of the part, where it has an end.
    private let partSamples: Int?
    private let ignoresOffset: Bool
    private let videoSeconds: Double?
    private let maxDurationSeconds: Double
    private let decoder: AudioDecoder
    private let mixer = MonoMixer()
    private var timeline: AudioTimeline
    private var leadSeconds: Double?
    private var counts = Counts()

    private struct Counts {
        var gaps = 0
        var gapSeconds = 0.0
        var overlaps = 0
        var overlapSeconds = 0.0
        var jumps = 0
        var formatChanges = 0
        var implausibleLead: Double?
    }

    private struct Format: Equatable {
        let rate: Int
        let channelCount: Int
        let channelMask: UInt64
    }

    /// A start this far from the first frame is a damaged clock.
    private static let maxLeadSeconds = 86400.0

    /// Opens the sound.
    ///
    /// - Parameters:
    ///   - limitSeconds: the rest is left out; counted within the part if `index` is of one.
    ///   - ignoreOffset: takes the samples one after the other as the models' own processors do: no lead, no gaps.
    ///
    /// #### Errors
    /// The file is gone or cannot be read, or FFmpeg has no decoder.
    public init(index: MediaIndex, limitSeconds: Double? = nil, ignoreOffset: Bool = false) throws(MediaError) {
        guard let audio = index.audio else {
            throw MediaError(code: .noStreams, operation: "read audio", path: index.path, cause: "No audio stream")
        }
        self.audio = audio
        path = index.path
        limitSamples = limitSeconds.map { Int((max(0, min($0, 1e12)) * Double(AudioSink.outputRate)).rounded()) }
        ignoresOffset = ignoreOffset
        partSamples = audio.cut?.sampleCount(ignoringOffset: ignoreOffset)
        videoSeconds = audio.cut?.recordingVideoSeconds ?? index.video?.durationSeconds
        maxDurationSeconds = index.policy.limits.maxDurationSeconds
        let packets = try StreamPackets(path: index.path, streamIndex: audio.streamIndex, policy: index.policy)
        timeline = AudioTimeline(clockMayJump: packets.input.mayHaveTimestampJumps)
        decoder = try AudioDecoder(packets: packets)
    }

    /// Gives all samples to `body` in pieces, in order, each valid during the call.
    ///
    /// #### Errors
    /// What `body` throws; `MediaError` where the system fails to read, not one sample can be decoded, or a rate is
    /// impossible. Damage in the file is not an error: see the summary.
    public func read(_ body: (UnsafeBufferPointer<Float>) throws -> Void) throws -> AudioReadSummary {
        try withoutActuallyEscaping(body) { body in
            let sink = AudioSink(limit: [limitSamples, partSamples].compactMap { $0 }.min(), body: body)
            do {
                try decodeAll(into: sink)
            } catch let error as FFmpegError {
                throw MediaError(error, path: path)
            }
            return summary(sink)
        }
    }

    private func decodeAll(into sink: AudioSink) throws {
        var format: Format?
        var weights: [Double] = []
        while !sink.isFull, try decoder.next() {
            let frame = decoder.frame
            guard frame.sampleCount > 0, frame.channelCount > 0 else { continue }
            let rate = frame.sampleRate
            guard AudioStreamInfo.plausibleSampleRates.contains(rate) else {
                throw MediaError.sampleRate(rate, path: path)
            }
            guard frame.hasKnownSampleFormat else { throw unknownFormat(frame) }
            let found = Format(rate: rate, channelCount: frame.channelCount, channelMask: frame.channelMask)
            if format != found {
                if format != nil { counts.formatChanges += 1 }
                format = found
                weights = frame.monoWeights
            }
            try append(frame, weights: weights, to: sink)
            try checkDuration(sink)
        }
        guard leadSeconds != nil || sink.isFull else { throw nothingDecoded() }
        try sink.finish()
    }

    private func checkDuration(_ sink: AudioSink) throws(MediaError) {
        guard Double(sink.sampleCount) / Double(AudioSink.outputRate) > maxDurationSeconds else { return }
        throw .limit(
            "The sound lasts longer than \(maxDurationSeconds) s", "\(maxDurationSeconds) s",
            flag: "--max-duration-seconds", operation: "read audio", path: path)
    }

    private func append(_ frame: Frame, weights: [Double], to sink: AudioSink) throws {
        let start = (frame.ptsTicks ?? frame.bestEffortTicks).map { audio.timeBase.seconds($0) }
        if leadSeconds == nil { try begin(at: start, sink) }
        var dropped = 0
        if !ignoresOffset {
            let place = timeline.place(
                startSeconds: start, count: frame.sampleCount, rate: frame.sampleRate, afterLoss: decoder.hasLost)
            note(place, rate: frame.sampleRate)
            try sink.appendSilence(place.silence, rate: frame.sampleRate)
            dropped = place.dropped
        }
        let samples = mixer.mix(frame, weights: weights)
        try sink.append(UnsafeBufferPointer(rebasing: samples[dropped...]), rate: frame.sampleRate)
    }

    /// Places the first block on the shared clock.
    private func begin(at startSeconds: Double?, _ sink: AudioSink) throws {
        var lead = 0.0
        if let first = audio.firstFrameSeconds {
            lead = startSeconds.map { $0 - first } ?? audio.leadSeconds
        }
        leadSeconds = lead
        if abs(lead) > Self.maxLeadSeconds {
            counts.implausibleLead = lead
            lead = 0
            leadSeconds = 0
        }
        timeline.maxSilenceSeconds = maxSilenceSeconds(lead: lead)
        let samples = ignoresOffset ? 0 : Int((lead * Double(AudioSink.outputRate)).rounded())
        guard let cut = audio.cut else { return try sink.begin(leadSamples: samples) }
        let inPart = samples - cut.firstSample(ignoringOffset: ignoresOffset)
        if let partSamples, inPart >= partSamples {
            // All sound comes after the part: silence would pretend that there is some.
            leadSeconds = 0
            return sink.close()
        }
        leadSeconds = cut.leadSeconds(ofRecording: lead)
        try sink.begin(leadSamples: inPart)
    }

    /// Silence that may be filled into gaps in all, in seconds: from the first sample to the end of the pictures, at
    /// most a day; an hour where there are no pictures. Gaps beyond it lie beside no picture.
    private func maxSilenceSeconds(lead: Double) -> Double {
        guard let videoSeconds else { return AudioTimeline.maxGapSeconds }
        return min(Self.maxLeadSeconds, max(0, videoSeconds - lead) + AudioTimeline.maxJumpSeconds)
    }

    private func note(_ place: AudioTimeline.Placement, rate: Int) {
        if place.silence > 0 {
            counts.gaps += 1
            counts.gapSeconds += Double(place.silence) / Double(rate)
        }
        if place.dropped > 0 {
            counts.overlaps += 1
            counts.overlapSeconds += Double(place.dropped) / Double(rate)
        }
        if place.jumped { counts.jumps += 1 }
    }

    private func unknownFormat(_ frame: Frame) -> MediaError {
        MediaError(
            code: .unsupportedCodec, operation: "decode audio", path: path,
            cause: "Samples of format \(frame.sampleFormatName) cannot be used")
    }

    private func nothingDecoded() -> MediaError {
        MediaError(
            code: .undecodable, operation: "decode audio", path: path,
            cause:
                "Not one sample could be decoded from \(decoder.packets.count) packets (\(decoder.lostCount) refused)",
            remedy: "check that the file plays with ffplay")
    }

    private func summary(_ sink: AudioSink) -> AudioReadSummary {
        AudioReadSummary(
            sampleCount: sink.sampleCount, leadSeconds: leadSeconds ?? 0,
            // What lies beyond the part's own end is not missed.
            isTruncated: sink.isTruncated && (limitSamples ?? .max) < (partSamples ?? .max),
            corruptPackets: decoder.lostCount, warnings: warnings())
    }

    private func warnings() -> [MediaWarning] {
        let lost = decoder.lostCount
        return [
            MediaWarning(
                code: .corruptPackets, message: "\(lost) audio packets were damaged and passed over", count: lost),
            MediaWarning(
                code: .audioGap, message: "silence fills \(counts.gaps) gaps of \(millis(counts.gapSeconds)) s in all",
                count: counts.gaps),
            MediaWarning(
                code: .audioOverlap,
                message: "\(millis(counts.overlapSeconds)) s were cut from \(counts.overlaps) overlapping blocks",
                count: counts.overlaps),
            MediaWarning(
                code: .timestampJump, message: "the sound's clock jumped \(counts.jumps) times", count: counts.jumps),
            MediaWarning(
                code: .audioFormatChange, message: "rate or layout changed \(counts.formatChanges) times",
                count: counts.formatChanges),
            MediaWarning(
                code: .implausibleOffset,
                message: "the sound starts \(millis(counts.implausibleLead ?? 0)) s from the first frame: ignored",
                count: counts.implausibleLead == nil ? 0 : 1),
        ].filter { $0.count > 0 }
    }
}
