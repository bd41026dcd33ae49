import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipMedia

/// One video end to end: index, plan, execute, publish.
public struct VideoIngestor: Sendable {
    /// The effective configuration.
    public let configuration: IngestConfiguration
    /// SHA-256 of the effective configuration and the program's version.
    public let configSHA256: String
    private let profile: any ModelProfile
    private let encoder: any Encoder
    /// Threads of the video decoder. The pictures do not depend on it.
    var decoderThreads = 1
    /// Told of each stage when it begins, and of the duration when it is known.
    var observe: @Sendable (JobEvent) -> Void = { _ in }

    /// Prepares profile and encoder once for many videos.
    ///
    /// - Throws: `ProfileError`, `EncoderError` or `ConfigurationError` if the configuration names what does not exist.
    public init(configuration: IngestConfiguration) throws {
        try configuration.validate()
        var effective = configuration
        profile = try ProfileRegistry.profile(named: configuration.profile)
        encoder = try EncoderRegistry.encoder(named: configuration.encoder, dimension: configuration.dimension)
        effective.compression.mergeScoreScale = encoder.mergeScoreScale
        self.configuration = effective
        configSHA256 = try FileDigest.sha256(bytes: effective.canonicalBytes())
    }

    /// Ingests the file at `path` and publishes bundle and document.
    ///
    /// - Parameters:
    ///   - path: The video.
    ///   - name: Its name in the bundle's provenance.
    ///   - part: The part of it that is wanted; nil for all of it.
    ///   - bundlePath: Where the bundle appears when it is complete.
    ///   - documentPath: Where the document appears after it.
    ///   - acceptsStills: False refuses single pictures as no media: what a folder holds besides its videos.
    ///   - shouldStop: Asked between windows and blocks of sound; true ends the work with `CancellationError`.
    /// - Returns: The document as written.
    /// - Throws: `StagedError` around the first error, naming the stage that failed.
    public func ingest(
        path: String, name: String, part: MediaPart? = nil, bundlePath: String, documentPath: String,
        acceptsStills: Bool = true, shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws(StagedError) -> BundleDocument {
        var clock = StageClock()
        clock.observe = { [observe] in observe(.stage($0)) }
        do {
            let clip = try compress(
                path: path, part: part, bundlePath: bundlePath, acceptsStills: acceptsStills, clock: &clock,
                shouldStop: shouldStop)
            let bundle = clip.bundle(name: name, ingestor: self)
            try clock.measure(.publish) {
                _ = try BundleWriter.write(bundle, tokens: clip.spool, to: bundlePath)
            }
            let document = try clip.document(of: bundle, configuration: configuration, timings: clock.seconds)
            do {
                try AtomicFile.write(CanonicalJSON.bytes(document, style: .indented), to: documentPath)
            } catch {
                // A bundle without its document is half a result.
                try? FileManager.default.removeItem(atPath: bundlePath)
                throw error
            }
            return document
        } catch {
            throw StagedError(stage: clock.current, underlying: error)
        }
    }

    private func compress(
        path: String, part: MediaPart?, bundlePath: String, acceptsStills: Bool, clock: inout StageClock,
        shouldStop: () -> Bool
    ) throws -> CompressedClip {
        // A file without a state cannot be indexed either, and the index says why.
        let state = FileStatus(path: path)
        let usable = try clock.measure(.index) {
            try UsableIndex(path: path, options: IndexOptions(policy: configuration.inputPolicy))
        }
        if !acceptsStills { try requireMoving(usable.index) }
        if let seconds = usable.index.durationSeconds { observe(.duration(seconds: seconds)) }
        do {
            let index = try usable.index.part(part ?? MediaPart())
            var clip = try compress(index, bundlePath: bundlePath, clock: &clock, shouldStop: shouldStop)
            if let state { try requireUnchanged(path, since: state) }
            clip.warnings = usable.warnings + clip.warnings
            return clip
        } catch let error as MediaError where error.meansNoSound || error.code == .noFrames {
            throw usable.missingPictures ?? error
        }
    }

    /// A source that changes while it is read gives no sound bundle.
    private func requireUnchanged(_ path: String, since state: FileStatus) throws(MediaError) {
        guard FileStatus(path: path) != state else { return }
        throw MediaError(
            code: .fileChanged, operation: "read media", path: path, cause: "the file changed while it was read",
            remedy: "run again when it is complete")
    }

    /// FFmpeg reads a single picture with a demuxer whose name ends in `_pipe`.
    private func requireMoving(_ index: MediaIndex) throws(MediaError) {
        guard index.formatName.hasSuffix("_pipe") else { return }
        throw MediaError(
            code: .notMedia, operation: "index", path: index.path, cause: "A still picture (\(index.formatName))",
            remedy: "name the file itself to make a bundle of it")
    }

    private func compress(
        _ index: MediaIndex, bundlePath: String, clock: inout StageClock, shouldStop: () -> Bool
    ) throws -> CompressedClip {
        let source = try clock.measure(.digest) { try SourceFingerprint(path: index.path) }
        let sound = try clock.measure(.audio) {
            try ClipAudio.read(
                index, encoder: encoder, configuration: configuration, shouldStop: shouldStop)
        }
        guard index.video != nil || sound.tokens.count > 0 else {
            if let placement = index.placement { throw placement.emptyPart(path: index.path) }
            throw MediaError(
                code: .noFrames, operation: "read media", path: index.path,
                cause: "not one video frame and not one audio token could be read",
                remedy: "check that the file plays")
        }
        do {
            return try execute(
                index: index, video: index.video, sound: sound, source: source, bundlePath: bundlePath, clock: &clock,
                shouldStop: shouldStop)
        } catch let error as MediaError where error.meansNoPicture && sound.tokens.count > 0 {
            var clip = try execute(
                index: index, video: nil, sound: sound, source: source, bundlePath: bundlePath, clock: &clock,
                shouldStop: shouldStop)
            clip.warnings.append(
                ReportedWarning(
                    code: "video_undecodable", message: "no picture could be decoded, audio only: \(error.cause)",
                    count: 1))
            return clip
        }
    }

    private func execute(
        index: MediaIndex, video: VideoStreamIndex?, sound: ClipAudio, source: SourceFingerprint, bundlePath: String,
        clock: inout StageClock, shouldStop: () -> Bool
    ) throws -> CompressedClip {
        let plan = try clock.measure(.plan) {
            try ClipPlan(
                video: video.map { try VideoPlan(index: $0, profile: profile, configuration: configuration) },
                saliency: sound.tokens.saliency, profile: profile, parameters: configuration.compression)
        }
        return try clock.measure(.video) {
            let spool =
                try configuration.content == .plan
                ? nil
                : TokenSpool(
                    rowCount: plan.keptCount, dimension: encoder.dimension, precision: configuration.tokenPrecision,
                    path: bundlePath)
            let pictures = try plan.video.map { try PatchPictures(index: index, plan: $0, threads: decoderThreads) }
            var compressor = ClipCompressor(plan: plan, audio: sound.tokens, encoder: encoder, profile: profile)
            let outcome = try compressor.run(pictures: pictures, spool: spool, shouldStop: shouldStop)
            return CompressedClip(
                index: index, video: video, plan: plan, sound: sound, source: source, outcome: outcome, spool: spool,
                warnings: Self.warnings(index: index, plan: plan, sound: sound, pictures: pictures?.summary))
        }
    }

    private static func warnings(
        index: MediaIndex, plan: ClipPlan, sound: ClipAudio, pictures: VideoReadSummary?
    ) -> [ReportedWarning] {
        var all = index.warnings.map(ReportedWarning.init) + sound.warnings
        all += plan.video?.warnings ?? []
        all += (pictures?.warnings ?? []).map(ReportedWarning.init)
        if plan.video != nil, sound.tokens.count == 0 {
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

    var profileName: String { profile.name }
    var encoderName: String { encoder.name }
    var encoderVersion: String { encoder.version }
    var dimension: Int { encoder.dimension }
    var spatialMerge: Int { profile.spatialMerge }
}

extension MediaError {
    /// True if the video stream gave no picture, though the file may hold usable sound.
    var meansNoPicture: Bool { code == .undecodable || code == .noFrames || code == .unsupportedCodec }
}

extension ReportedWarning {
    init(_ warning: MediaWarning) {
        self.init(code: ReportedCode.text(warning.code.rawValue), message: warning.message, count: warning.count)
    }
}
