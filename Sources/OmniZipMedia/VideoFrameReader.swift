import OmniZipFFmpeg

/// One sampled picture. It borrows the reader's buffer.
public struct SampledFrame {
    /// Index of the frame in the whole stream's presentation order.
    public let frameIndex: Int
    /// When it is shown, on the shared clock.
    public let seconds: Double
    /// RGB24 `[height, width, 3]`, rows without gaps; valid until the reader's next call.
    public let pixels: UnsafeBufferPointer<UInt8>
    /// The picture as a model's own tools make it, of the same form; empty unless `VideoReadOptions.makesInputs` was set.
    /// Converted at full size as libswscale does by default, then resized by antialiased bicubic interpolation.
    public let inputPixels: UnsafeBufferPointer<UInt8>
    /// The frame could not be decoded: the last good picture stands in (the next one at the start).
    public let isSubstituted: Bool
}

/// What came of reading frames so far.
public struct VideoReadSummary: Sendable, Hashable {
    /// Pictures that the decoder gave, wanted or not.
    public let decodedFrames: Int
    /// Packets that the decoder refused. What the demuxer met is among the index's warnings.
    public let corruptPackets: Int
    /// Pictures in which the decoder hid errors, wanted or not.
    public let damagedFrames: Int
    /// Frames in whose place another picture stood.
    public let substitutedFrames: Int
    /// The same and more in words.
    public let warnings: [MediaWarning]
}

/// How frames are read.
public struct VideoReadOptions: Sendable, Hashable {
    /// Threads inside the decoder.
    public var threads: Int
    /// Whether frames carry `inputPixels`, at the price of a second conversion.
    public var makesInputs: Bool

    /// One decoder thread unless told: many videos side by side beat many threads in one.
    public init(threads: Int = 1, makesInputs: Bool = false) {
        self.threads = threads
        self.makesInputs = makesInputs
    }
}

/// Decodes chosen frames of an indexed video to upright RGB24 pictures of one size.
///
/// The pictures equal those of a full decode byte for byte; packets that no wanted frame needs are not decoded. One
/// owner, one task. Memory: the decoder's picture buffers and one picture of the wanted size.
public final class VideoFrameReader {
    private let video: VideoStreamIndex
    private let path: String
    private let frames: [Int]
    private let decoder: PictureDecoder
    private let converter: PictureConverter
    private var cursor = 0
    private var substituted = 0
    private var hasPicture = false
    /// Place of the picture in `decoder.frame`, nil where it has been used up or passed by.
    private var position: Int64?
    private var isAtEnd = false

    /// Opens the video.
    ///
    /// - Parameters:
    ///   - frames: presentation indices in the whole stream, ascending, each once; of the part if `index` is of one.
    ///   - width: of the upright pictures, at least 1.
    ///   - height: of the upright pictures, at least 1.
    ///
    /// #### Errors
    /// The file is gone or cannot be read, or FFmpeg has no decoder.
    public init(
        index: MediaIndex, frames: [Int], width: Int, height: Int, options: VideoReadOptions = VideoReadOptions()
    ) throws(MediaError) {
        guard let video = index.video else {
            throw MediaError(code: .noStreams, operation: "read frames", path: index.path, cause: "No video stream")
        }
        precondition(width > 0 && height > 0, "empty picture")
        precondition(zip(frames, frames.dropFirst()).allSatisfy { $0 < $1 }, "frames must ascend")
        precondition(frames.allSatisfy { video.frameIndices.contains($0) }, "no such frame")
        self.video = video
        self.frames = frames
        path = index.path
        let packets = try StreamPackets(path: index.path, streamIndex: video.streamIndex, policy: index.policy)
        decoder = try PictureDecoder(
            packets: packets, plan: video.decodePlan(for: frames), threads: options.threads,
            maxPicturePixels: video.maxPicturePixels)
        converter = PictureConverter(
            width: width, height: height, orientation: video.orientation, makesInputs: options.makesInputs)
    }

    /// The next wanted frame; nil after the last.
    ///
    /// #### Errors
    /// The system fails to read, or not one frame can be decoded. Damage in the file is not an error: see `summary`.
    public func next() throws(MediaError) -> SampledFrame? {
        guard cursor < frames.count else { return nil }
        let wanted = target(at: cursor)
        while !isAtEnd {
            guard let place = position else {
                try advance()
                continue
            }
            if place < wanted {
                position = nil
            } else if place == wanted {
                try convert()
                position = nil
                return emit(isSubstituted: false)
            } else {
                // Frames come in presentation order: this one was lost.
                if !hasPicture { try convert() }
                return emit(isSubstituted: true)
            }
        }
        guard hasPicture else {
            throw MediaError(
                code: .undecodable, operation: "decode video", path: path,
                cause: "Not one of \(frames.count) frames could be decoded (\(decoder.refusedCount) packets refused)",
                remedy: "check that the file plays with ffplay")
        }
        return emit(isSubstituted: true)
    }

    /// What came of reading so far; complete after `next` gave nil.
    public var summary: VideoReadSummary {
        VideoReadSummary(
            decodedFrames: decoder.decodedCount, corruptPackets: decoder.refusedCount,
            damagedFrames: decoder.damagedCount,
            substitutedFrames: substituted, warnings: warnings)
    }

    /// Size, format and colour of the last converted picture as decoded; nil before the first.
    var pictureFormat: Scaler.Configuration? { converter.format }

    private func target(at index: Int) -> Int64 {
        switch video.matching {
        case .presentationTime: video.ticks(ofFrame: frames[index])
        case .ordinal: Int64(frames[index])
        }
    }

    private func advance() throws(MediaError) {
        guard try decoder.next() else {
            isAtEnd = true
            return try checkUnchanged()
        }
        switch video.matching {
        case .presentationTime: position = decoder.frame.ptsTicks ?? decoder.frame.bestEffortTicks
        case .ordinal: position = Int64(decoder.decodedCount - 1)
        }
    }

    /// Every pass over the same file meets the same packets.
    private func checkUnchanged() throws(MediaError) {
        guard video.matching == .presentationTime, decoder.packets.count < video.packets.count else { return }
        throw MediaError(
            code: .fileChanged, operation: "read frames", path: path,
            cause: "\(decoder.packets.count) video packets where the index pass met \(video.packets.count)",
            remedy: "wait until nothing writes to the file")
    }

    private func convert() throws(MediaError) {
        try MediaError.wrapping(path) { () throws(FFmpegError) in try converter.convert(decoder.frame) }
        hasPicture = true
    }

    private func emit(isSubstituted: Bool) -> SampledFrame {
        let index = frames[cursor]
        cursor += 1
        if isSubstituted { substituted += 1 }
        return SampledFrame(
            frameIndex: index, seconds: video.seconds(ofFrame: index), pixels: converter.pixels,
            inputPixels: converter.inputPixels, isSubstituted: isSubstituted)
    }

    private var warnings: [MediaWarning] {
        [
            MediaWarning(
                code: .corruptPackets, message: "the decoder refused \(decoder.refusedCount) video packets",
                count: decoder.refusedCount),
            MediaWarning(
                code: .damagedFrames, message: "the decoder hid errors in \(decoder.damagedCount) pictures",
                count: decoder.damagedCount),
            MediaWarning(
                code: .substitutedFrames,
                message: "\(substituted) of \(frames.count) frames could not be decoded: another picture stands in",
                count: substituted),
            MediaWarning(
                code: .videoFormatChange,
                message: "the picture's size, format or colour changed \(converter.changeCount) times",
                count: converter.changeCount),
        ].filter { $0.count > 0 }
    }
}

extension VideoStreamIndex {
    /// The plan to decode `frames` (presentation indices, ascending).
    func decodePlan(for frames: [Int]) -> DecodePlan {
        guard decodeStrategy == .skip else { return .everything }
        return DecodePlan(packets: packets, wanted: frames.map { ticks(ofFrame: $0) }, allowsSkipping: allowsSkipping)
    }
}
