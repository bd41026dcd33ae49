import OmniZipBundle
import OmniZipEncoders
import OmniZipMedia

/// One video after its packets and its sound were read, before any picture is decoded: all that a plan needs.
public struct IndexedClip: Sendable {
    /// Packets, streams and clock of the file, or of the part that is wanted.
    public let index: MediaIndex
    /// The pictures; nil where there are none or none can be used.
    public internal(set) var video: VideoStreamIndex?
    /// What a user should know so far.
    public internal(set) var warnings: [ReportedWarning]
    let sound: ClipAudio

    /// Audio tokens with their saliency; none without audio.
    public var audio: any AudioTokens { sound.tokens }
    /// Silence put before the audio; negative: cut from its start.
    public var audioLeadSeconds: Double { sound.leadSeconds }
    /// Whether the audio was cut at the limit of the configuration.
    public var audioIsTruncated: Bool { sound.isTruncated }

    init(index: MediaIndex, sound: ClipAudio, usable: UsableIndex) {
        self.index = index
        self.sound = sound
        video = index.video
        warnings = usable.warnings + index.warnings.map(ReportedWarning.init) + sound.warnings
    }

    /// The same clip without pictures, because none could be decoded.
    func withoutPictures(_ error: MediaError) -> IndexedClip {
        var clip = self
        clip.video = nil
        clip.warnings.append(
            ReportedWarning(
                code: "video_undecodable", message: "no picture could be decoded, audio only: \(error.cause)",
                count: 1))
        return clip
    }

    /// What a plan of this clip says to the user.
    func warnings(of plan: ClipPlan) -> [ReportedWarning] {
        var all = plan.video?.warnings ?? []
        if plan.video != nil, audio.count == 0 {
            all.append(
                ReportedWarning(code: "no_audio", message: "no audio tokens: video pruned evenly", count: 1))
        }
        if plan.video == nil {
            let isOutside = index.placement != nil && index.video == nil
            let what = isOutside ? "no video frame in the part" : "no video"
            all.append(ReportedWarning(code: "no_video", message: "\(what): audio-only bundle", count: 1))
        }
        return all
    }
}

extension IndexedClip {
    /// The pictures' stream as documents describe it.
    public var videoSummary: VideoStreamSummary? {
        video.map {
            VideoStreamSummary(
                streamIndex: $0.streamIndex, codec: $0.codecName, pixelFormat: $0.pixelFormatName,
                width: $0.displayWidth, height: $0.displayHeight, rotationDegrees: $0.rotationDegrees,
                frameCount: $0.frameCount, framesPerSecond: $0.averageFramesPerSecond,
                decodeStrategy: $0.decodeStrategy.summary)
        }
    }

    /// The sound's stream as documents describe it.
    public var audioSummary: AudioStreamSummary? {
        index.audio.map {
            AudioStreamSummary(
                streamIndex: $0.streamIndex, codec: $0.codecName, sampleRate: $0.sampleRate, channels: $0.channels)
        }
    }

    /// The part of the recording, if this is one.
    public var part: BundlePart? {
        index.placement.map {
            BundlePart(
                startSeconds: $0.asked.startSeconds, endSeconds: $0.asked.endSeconds, originSeconds: $0.originSeconds)
        }
    }
}

extension DecodeStrategy {
    /// One phrase for the document.
    fileprivate var summary: String {
        switch self {
        case .skip: "skip"
        case .everything(let reason): "everything: \(reason)"
        }
    }
}
