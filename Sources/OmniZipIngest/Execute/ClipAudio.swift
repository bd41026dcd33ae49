import OmniZipBundle
import OmniZipEncoders
import OmniZipMedia

/// The audio of one clip: tokens with their saliency, and what happened on the way.
struct ClipAudio {
    let tokens: any AudioTokens
    let leadSeconds: Double
    let isTruncated: Bool
    let warnings: [ReportedWarning]

    /// Decodes and encodes the audio of `index`; without an audio stream there are no tokens.
    ///
    /// Audio that cannot be opened or decoded at all is left out with a warning where the file has video.
    static func read(
        _ index: MediaIndex, encoder: any Encoder, framing: AudioFraming, configuration: IngestConfiguration,
        keepsBands: Bool = false, logMelEnding: LogMelEnding? = nil, shouldStop: () -> Bool
    ) throws -> ClipAudio {
        guard index.audio != nil else {
            return try none(encoder, framing, configuration, warnings: [])
        }
        do {
            var encoding = encoder.makeAudioEncoder(framing: framing)
            encoding.keepsBands = keepsBands
            encoding.logMelEnding = logMelEnding
            let reader = try AudioSampleReader(
                index: index, limitSeconds: configuration.audioLimit.seconds,
                ignoreOffset: configuration.timing == .processor)
            let summary = try reader.read { samples in
                if shouldStop() { throw CancellationError() }
                encoding.append(samples)
            }
            var warnings = summary.warnings.map(ReportedWarning.init)
            if summary.isTruncated, let limit = configuration.audioLimit.seconds {
                warnings.append(
                    ReportedWarning(
                        code: "audio_truncated", message: "audio beyond \(limit) s is not used (audio_limit_seconds)",
                        count: 1))
            }
            var tokens = encoding.finish()
            if let given = configuration.saliency {
                tokens = AudioTokensWithSaliency(
                    tokens: tokens, saliency: try given.values(count: tokens.count, framing: framing))
            }
            return ClipAudio(
                tokens: tokens, leadSeconds: configuration.timing == .processor ? 0 : summary.leadSeconds,
                isTruncated: summary.isTruncated, warnings: warnings)
        } catch let error as MediaError where index.video != nil && error.meansNoSound {
            return try none(
                encoder, framing, configuration,
                warnings: [
                    ReportedWarning(
                        code: "audio_undecodable", message: "the audio is left out: \(error.cause)", count: 1)
                ])
        }
    }

    /// No tokens, whatever the reason: a given saliency must have no values, either.
    private static func none(
        _ encoder: any Encoder, _ framing: AudioFraming, _ configuration: IngestConfiguration,
        warnings: [ReportedWarning]
    ) throws -> ClipAudio {
        _ = try configuration.saliency?.values(count: 0, framing: framing)
        var encoding = encoder.makeAudioEncoder(framing: framing)
        return ClipAudio(tokens: encoding.finish(), leadSeconds: 0, isTruncated: false, warnings: warnings)
    }
}

extension MediaError {
    /// True if the audio stream gave no sample, though the file may hold usable pictures.
    var meansNoSound: Bool {
        [.undecodable, .noStreams, .unsupportedCodec, .sampleRateOutOfRange].contains(code)
    }
}
