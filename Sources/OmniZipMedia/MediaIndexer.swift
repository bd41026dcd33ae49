import OmniZipFFmpeg

/// Indexes a file: one demux pass over its video packets, without decoding where the stream allows it.
public enum MediaIndexer {
    /// Indexes the file at `path`.
    ///
    /// Streams are chosen as FFmpeg's `av_find_best_stream` does; cover art is no video. Complexity: one read of the
    /// video's bytes; 9 to 17 bytes of memory a packet.
    ///
    /// #### Errors
    /// The file cannot be read, is no media file, has neither pictures nor sound, has a codec that FFmpeg cannot decode,
    /// or whose container or codec is not allowed, a picture or another figure above its limit, a video stream without
    /// frames, or an impossible sample rate.
    public static func index(path: String, options: IndexOptions = IndexOptions()) throws(MediaError) -> MediaIndex {
        let input = try MediaError.wrapping(path) { () throws(FFmpegError) in
            try InputContext(path: path, policy: options.policy)
        }
        let videoStream = options.usesVideo ? input.bestStream(.video) : nil
        let audioStream = options.usesAudio ? input.bestStream(.audio, relatedTo: videoStream?.index) : nil
        guard videoStream != nil || audioStream != nil else {
            throw MediaError(
                code: .noStreams, operation: "choose streams", path: path,
                cause: "Neither video nor audio among \(input.streams.count) streams")
        }
        for stream in [videoStream, audioStream].compactMap({ $0 }) { try check(stream, of: input) }
        var warnings: [MediaWarning] = []
        var video: VideoStreamIndex?
        if let videoStream {
            video = try VideoIndexing(input: input, stream: videoStream, options: options).run(&warnings)
        }
        let audio = audioStream.map { audioInfo($0, video: video, &warnings) }
        return MediaIndex(
            path: path, policy: options.policy, formatName: input.formatName,
            durationSeconds: video?.durationSeconds ?? audio?.durationSecondsFromHeader
                ?? input.durationSecondsFromHeader,
            video: video, audio: audio, warnings: warnings)
    }

    private static func check(_ stream: StreamParameters, of input: InputContext) throws(MediaError) {
        let path = input.path
        guard stream.hasDecoder else {
            throw MediaError(
                code: .unsupportedCodec, operation: "choose streams", path: path,
                cause: "No decoder for \(stream.kind.rawValue) codec \(stream.codecName), tag \(stream.codecTag)",
                remedy: "convert the file with a build of ffmpeg that knows the codec")
        }
        try MediaError.wrapping(path) { () throws(FFmpegError) in try input.requireAllowed(stream) }
        guard stream.timeBase.isValid else {
            throw MediaError(
                code: .notMedia, operation: "choose streams", path: path,
                cause: "\(stream.kind.rawValue) stream \(stream.index) has no time base")
        }
        guard stream.kind == .audio, !AudioStreamInfo.plausibleSampleRates.contains(stream.sampleRate) else { return }
        throw .sampleRate(stream.sampleRate, path: path)
    }

    private static func audioInfo(
        _ stream: StreamParameters, video: VideoStreamIndex?, _ warnings: inout [MediaWarning]
    ) -> AudioStreamInfo {
        var lead = 0.0
        if let video, let first = video.framePTS.first, let start = stream.startTicks {
            lead = stream.timeBase.seconds(start) - video.timeBase.seconds(first)
        }
        return AudioStreamInfo(
            streamIndex: stream.index, codecName: stream.codecName, sampleRate: stream.sampleRate,
            channels: stream.channelCount, timeBase: stream.timeBase, leadSeconds: lead,
            firstFrameSeconds: video.map { $0.timeBase.seconds($0.framePTS[0]) },
            durationSecondsFromHeader: stream.durationTicksFromHeader.map { stream.timeBase.seconds($0) })
    }
}

extension MediaError {
    /// No sound has `rate` samples a second.
    static func sampleRate(_ rate: Int, path: String) -> MediaError {
        let range = AudioStreamInfo.plausibleSampleRates
        return MediaError(
            code: .sampleRateOutOfRange, operation: "read audio", path: path,
            cause: "The sample rate is \(rate) Hz; \(range.lowerBound) to \(range.upperBound) Hz can be used",
            remedy: "the header is damaged: record or convert the file again")
    }
}
