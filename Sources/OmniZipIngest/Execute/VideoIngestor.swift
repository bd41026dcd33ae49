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
    let profile: any ModelProfile
    let encoder: any Encoder
    /// Threads of the video decoder. The pictures do not depend on it.
    var decoderThreads = 1
    /// Told of each stage when it begins, and of the duration when it is known.
    var observe: @Sendable (JobEvent) -> Void = { _ in }

    /// Prepares profile and encoder once for many videos.
    ///
    /// - Throws: `ProfileError`, `EncoderError` or `ConfigurationError` if the configuration names what does not exist.
    public init(configuration: IngestConfiguration) throws {
        try configuration.validate()
        profile = try ProfileRegistry.profile(named: configuration.profile)
        var effective = configuration.resolved(for: profile)
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
                _ = try BundleWriter.write(bundle, tokens: clip.spool, inputs: clip.inputs, to: bundlePath)
            }
            let document = try clip.document(of: bundle, timings: clock.seconds)
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
        let usable = try usableIndex(path: path, acceptsStills: acceptsStills, clock: &clock)
        return try usable.explaining {
            let index = try usable.index.part(part ?? MediaPart())
            let source = try clock.measure(.digest) { try SourceFingerprint(path: index.path) }
            let clip = try indexedClip(
                index, usable, keepsBands: configuration.method == .energy,
                logMelEnding: configuration.content == .inputs ? profile.audioFraming.logMelEnding : nil,
                clock: &clock, shouldStop: shouldStop)
            let compressed = try withUsablePictures(of: clip) { clip in
                try withDecoders {
                    try execute(
                        clip, source: source, bundlePath: bundlePath, threads: $0, clock: &clock,
                        shouldStop: shouldStop)
                }
            }
            if let state { try requireUnchanged(path, since: state) }
            return compressed
        }
    }

    /// A source that changes while it is read gives no sound bundle.
    private func requireUnchanged(_ path: String, since state: FileStatus) throws(MediaError) {
        guard FileStatus(path: path) != state else { return }
        throw MediaError(
            code: .fileChanged, operation: "read media", path: path, cause: "the file changed while it was read",
            remedy: "run again when it is complete")
    }

    private func execute(
        _ clip: IndexedClip, source: SourceFingerprint, bundlePath: String, threads: Int, clock: inout StageClock,
        shouldStop: () -> Bool
    ) throws -> CompressedClip {
        let (plan, effective) = try clock.measure(.plan) { try planned(clip) }
        return try clock.measure(.video) {
            let spool =
                try configuration.content == .plan
                ? nil
                : TokenSpool(
                    rowCount: plan.keptCount, dimension: encoder.dimension, precision: configuration.tokenPrecision,
                    path: bundlePath)
            let recorder = try frameRecorder(of: plan, bundlePath: bundlePath)
            let pictures = try plan.video.map {
                try PatchPictures(index: clip.index, plan: $0, threads: threads, recorder: recorder)
            }
            let embedder = WindowEmbedder(
                plan: plan, audio: clip.audio, encoder: encoder, profile: profile, pictures: pictures)
            let builtIn = try builtInPlan(clip, besides: plan)
            let outcome = try outcome(
                of: plan, clip: clip, embedder: embedder, comparison: builtIn, spool: spool, shouldStop: shouldStop)
            let met = (pictures?.summary.warnings ?? []).map(ReportedWarning.init)
            return CompressedClip(
                clip: clip, configuration: effective, plan: plan, source: source, outcome: outcome,
                builtIn: builtIn, spool: spool, inputs: modelInputs(of: clip, frames: recorder?.spool),
                warnings: clip.warnings + clip.warnings(of: plan) + met)
        }
    }

    /// Runs the plan by the configuration's method.
    private func outcome(
        of plan: ClipPlan, clip: IndexedClip, embedder: WindowEmbedder, comparison: CompressionPlan?,
        spool: TokenSpool?, shouldStop: () -> Bool
    ) throws -> ClipCompression {
        guard let baseline = configuration.method.baseline, !configuration.method.merges else {
            var compressor = ClipCompressor(
                plan: plan, embedder: embedder, dimension: encoder.dimension, comparison: comparison)
            return try compressor.run(spool: spool, shouldStop: shouldStop)
        }
        var compressor = try BaselineCompressor(
            method: baseline, plan: plan, audio: clip.audio, embedder: embedder, dimension: encoder.dimension,
            seed: UInt64(configuration.seed))
        return try compressor.run(spool: spool, shouldStop: shouldStop)
    }

    /// Runs `body` with the threads that are to decode; once more with one where two decoders cannot do as one does.
    private func withDecoders<Result>(_ body: (Int) throws -> Result) throws -> Result {
        do {
            return try body(decoderThreads)
        } catch is NeedsOneDecoder {
            return try body(1)
        }
    }

    /// What the encoder's own saliency would have planned, where another was given.
    private func builtInPlan(_ clip: IndexedClip, besides plan: ClipPlan) throws -> CompressionPlan? {
        guard let given = clip.audio as? AudioTokensWithSaliency else { return nil }
        return try CompressionPlan(
            saliency: given.tokens.saliency, windows: plan.windows, patchCount: plan.video?.patchCount ?? 0,
            cellsPerPatch: plan.video?.grid.count ?? 0, parameters: plan.compression.parameters)
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
