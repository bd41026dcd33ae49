import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipIngest
import OmniZipMedia

/// Previews bundles after the fact: what they hold, and, with the video that they were made of, what is lost.
public struct BundlePreviewer: Sendable {
    private let options: PreviewOptions
    private let reader: BundleReader
    private let input: IngestConfiguration
    private var bundle: TokenBundle { reader.bundle }

    /// Opens and checks the bundle at `path`.
    ///
    /// - Parameter input: what its video may use and ask for; the other parameters are the bundle's.
    /// - Throws: `BundleError` if it is no sound bundle, `CompressionError` if its parameters are out of range.
    public init(
        path: String, options: PreviewOptions = PreviewOptions(), input: IngestConfiguration = IngestConfiguration()
    ) throws {
        self.options = options
        self.input = input
        reader = try BundleReader(path: path)
        do {
            try reader.bundle.metadata.parameters.validate(guided: false)
        } catch {
            throw error.at(path: path)
        }
    }

    /// What the bundle alone tells. Complexity: that of reading its masks; the tokens are not read.
    ///
    /// - Throws: `ProfileError` if the bundle's profile is not known.
    public func preview() throws -> Preview {
        let profile = try ProfileRegistry.profile(named: bundle.metadata.profile)
        let windows = bundle.windows.enumerated().map {
            window($0.offset, $0.element, tokensPerSecond: profile.audioTokensPerSecond)
        }
        let video = TokenCount(bundle.videoKeep)
        let audio = TokenCount(bundle.audioKeep)
        let parameters = bundle.metadata.parameters
        let outcome = PruningOutcome(
            id: "bundle", method: bundle.metadata.method.rawValue, rhoAudio: parameters.rhoAudio,
            rhoVideo: parameters.rhoVideo,
            video: video, audio: audio,
            cost: PruningCost(tokens: video + audio, model: options.model, teraflops: options.teraflops),
            loss: gap(0..<bundle.audioKeep.count, profile.audioTokensPerSecond), windows: windows)
        return Preview(
            report: report(.bundle, source: source, chosen: outcome, warnings: document?.warnings ?? []),
            media: options.makesPage ? media(tokensPerSecond: profile.audioTokensPerSecond) : nil)
    }

    /// What bundle and video tell together.
    ///
    /// - Parameters:
    ///   - path: the video that the bundle was made of.
    ///   - shouldStop: Asked between windows and blocks of sound; true ends the work with `CancellationError`.
    ///   - progress: Told of how many windows are done, and of how many.
    /// - Throws: `BundleError` with code `inconsistent` if it is another one, `StagedError` if it cannot be read, what
    ///   `Previewer` throws.
    public func preview(
        video path: String, shouldStop: () -> Bool = { false }, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> Preview {
        try requireSource(path)
        let previewer = try Previewer(
            configuration: IngestConfiguration(bundle.metadata, input: input), options: options)
        let part = bundle.metadata.part.map {
            MediaPart(startSeconds: $0.startSeconds, endSeconds: $0.endSeconds)
        }
        let clip = try previewer.ingestor.indexedClip(
            path: path, part: part, keepsBands: true, shouldStop: shouldStop)
        try requireGeometry(of: clip, cellPixels: previewer.ingestor.cellPixels, path)
        let plan = try previewer.ingestor.plan(of: bundle)
        guard clip.audio.count == bundle.audioKeep.count, plan.windows == bundle.windows.map(\.timeWindow) else {
            throw other(path, "its sound or its windows are not those of the bundle")
        }
        let method = PreviewMethod(bundle.metadata.method)
        let given = PreviewCandidate(
            id: "bundle", method: method, plan: plan.compression, audioKeep: bundle.audioKeep,
            cells: .given(bundle.videoKeep))
        let others = try previewer.alternatives(
            to: method, plan: previewer.ingestor.guidedPlan(of: bundle), clip: clip)
        let pass = try ClipPass(
            previewer, clip: clip, plan: plan, candidates: [given] + others, isWhole: true,
            mergedInBundle: mergedAudio, shouldStop: shouldStop, progress: progress)
        let source = PreviewSource(
            name: bundle.metadata.sourceName, bytes: bundle.metadata.sourceBytes, format: clip.index.formatName,
            durationSeconds: clip.index.durationSeconds, part: clip.part, video: clip.videoSummary,
            audio: clip.audioSummary)
        var report = report(
            .bundleAndVideo, source: source, chosen: pass.chosen,
            warnings: previewer.ingestor.warnings(of: clip, plan: plan) + pass.warnings)
        report.alternatives = pass.alternatives
        report.sweep = pass.sweep
        return Preview(report: report, media: pass.media)
    }

    /// The video as the bundle tells it; the document beside it, where there is one, knows its streams.
    private var source: PreviewSource {
        PreviewSource(
            name: bundle.metadata.sourceName, bytes: bundle.metadata.sourceBytes, format: document?.source.format,
            durationSeconds: document?.source.durationSeconds, part: bundle.metadata.part,
            video: document?.source.video, audio: document?.source.audio)
    }

    private var documentPath: String? {
        reader.path.hasSuffix(".safetensors") ? reader.path.dropLast(".safetensors".count) + ".json" : nil
    }

    /// The document beside the bundle; nil if there is none of the same work.
    private var document: BundleDocument? {
        guard let path = documentPath, let document = try? BundleDocument(path: path),
            document.source.sha256 == bundle.metadata.sourceSHA256,
            document.provenance.configSHA256 == bundle.metadata.configSHA256
        else { return nil }
        return document
    }

    private func report(
        _ basis: PruningReport.Basis, source: PreviewSource, chosen: PruningOutcome, warnings: [ReportedWarning]
    ) -> PruningReport {
        let metadata = bundle.metadata
        let bytes = [reader.path, documentPath].compactMap { path in path.flatMap { FileStatus(path: $0)?.bytes } }
            .reduce(0, +)
        return PruningReport(
            generatorVersion: ProgramVersion.current, basis: basis, source: source, profile: metadata.profile,
            encoder: metadata.encoder, parameters: ParameterSummary(metadata.parameters),
            sampling: SamplingSummary(metadata, frames: bundle.frameIndex.count), chosen: chosen, outputBytes: bytes,
            warnings: warnings)
    }

    private func window(_ index: Int, _ window: BundleWindow, tokensPerSecond: Double) -> WindowOutcome {
        let cells = window.patches.lowerBound * bundle.grid.count..<window.patches.upperBound * bundle.grid.count
        let video = TokenCount(Array(bundle.videoKeep[cells]))
        return WindowOutcome(
            index: index, seconds: window.seconds, patches: window.patches, audioTokens: window.audio, video: video,
            audio: TokenCount(Array(bundle.audioKeep[window.audio])),
            // Other methods do not follow what audio asks for.
            baseRate: bundle.metadata.method == .omnizip && !window.baseRate.isNaN ? Double(window.baseRate) : nil,
            rate: video.total > 0 ? Double(video.dropped) / Double(video.total) : nil,
            loss: gap(window.audio, tokensPerSecond))
    }

    private func gap(_ audio: Range<Int>, _ tokensPerSecond: Double) -> LossFigures {
        LossFigures(
            longestDroppedAudioSeconds: audio.isEmpty
                ? nil : Double(SoundLoss.longestGap(bundle.audioKeep[audio])) / tokensPerSecond)
    }

    /// Audio tokens that the bundle's table merges into others.
    private var mergedAudio: Set<Int> {
        let positions = MergeTable.blockPositions(of: 2, in: bundle.modality)
        let numbers = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($1, $0) })
        let pairs = zip(bundle.merges.source, bundle.merges.target)
        return Set(pairs.compactMap { $0.0 == $0.1 ? nil : numbers[$0.0] })
    }

    private func media(tokensPerSecond: Double) -> PageMedia {
        var media = PageMedia()
        media.grid = PageMedia.Grid(rows: bundle.grid.height, columns: bundle.grid.width)
        media.patches = bundle.patchCount
        media.tokensPerSecond = tokensPerSecond
        // Methods that merge nothing know no anchors: what they keep is kept as it was encoded.
        let dominant =
            bundle.metadata.method.merges
            ? AudioSelection.dominant(
                saliency: bundle.audioSaliency, rhoAudio: bundle.metadata.parameters.rhoAudio)
            : bundle.audioKeep
        let states = AudioStates.states(keep: bundle.audioKeep, dominant: dominant, merged: mergedAudio)
        media.choices = [
            PageMedia.Choice(
                id: "bundle", videoKeep: bundle.videoKeep.isEmpty ? nil : PageMedia.Choice.bits(bundle.videoKeep),
                audioState: states.isEmpty ? nil : Data(states).base64EncodedString())
        ]
        return media
    }

    private func requireSource(_ path: String) throws {
        let fingerprint: SourceFingerprint
        do {
            fingerprint = try SourceFingerprint(path: path)
        } catch let error as FFmpegError {
            throw MediaError(error, path: path)
        }
        guard fingerprint.sha256 == bundle.metadata.sourceSHA256 else {
            throw other(path, "its SHA-256 is \(fingerprint.sha256), the bundle's \(bundle.metadata.sourceSHA256)")
        }
    }

    /// A bundle's metadata are only text: pictures must have the grid's size, and frames must exist.
    private func requireGeometry(of clip: IndexedClip, cellPixels: Int, _ path: String) throws(BundleError) {
        guard bundle.patchCount > 0 else { return }
        let metadata = bundle.metadata
        guard metadata.resizedHeight == bundle.grid.height * cellPixels,
            metadata.resizedWidth == bundle.grid.width * cellPixels
        else { throw other(path, "pictures of \(metadata.resizedWidth)x\(metadata.resizedHeight) have another grid") }
        let frames = clip.video?.frameIndices ?? 0..<0
        guard bundle.frameIndex.allSatisfy({ Int(exactly: $0).map(frames.contains) ?? false }) else {
            throw other(path, "it lacks frames that the bundle names")
        }
    }

    private func other(_ path: String, _ cause: String) -> BundleError {
        BundleError(
            code: .inconsistent, operation: "compare with the bundle", path: path,
            cause: "This is not the video that the bundle was made of: \(cause)",
            remedy: "name that video, or leave out --video")
    }
}

extension BundleWindow {
    fileprivate var timeWindow: TimeWindow { TimeWindow(audio: audio, patches: patches) }
}
