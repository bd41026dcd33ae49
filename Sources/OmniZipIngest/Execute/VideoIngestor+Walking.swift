import OmniZipBundle
import OmniZipEncoders
import OmniZipMedia

/// One temporal patch as it was encoded; valid while it is shown.
public struct EmbeddedPatch {
    /// Its number.
    public let number: Int
    /// The first picture, RGB24 [H, W, 3].
    public let first: UnsafeBufferPointer<UInt8>
    /// The second picture, RGB24 [H, W, 3].
    public let second: UnsafeBufferPointer<UInt8>
    let encoding: any VideoEncoding

    /// Motion of each cell, in [0, 1]: [C].
    public func motion(cells: Int) -> [Float] { encoding.motion(cells: cells) }
}

extension VideoEncoding {
    /// Motion of each cell of the last patch, in [0, 1]: [C].
    func motion(cells: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: cells) { buffer, count in
            writeMotion(to: buffer)
            count = cells
        }
    }
}

/// The tokens of one window; valid while they are shown.
public struct EmbeddedWindow {
    /// Number of the window.
    public let index: Int
    /// Its audio tokens, [n, D].
    public let audio: UnsafeBufferPointer<Float>
    /// Its video tokens, [patches * C, D].
    public let video: UnsafeBufferPointer<Float>
}

extension VideoIngestor {
    /// Decodes and embeds a planned clip and shows its patches and windows in order; keeps one window at a time.
    ///
    /// - Parameters:
    ///   - shouldStop: Asked before each window; true ends the work with `CancellationError`.
    ///   - patch: Shown each patch, before the window that it belongs to.
    ///   - window: Shown each window.
    /// - Returns: What the decoder met on its way.
    public func walk(
        _ clip: IndexedClip, plan: ClipPlan, shouldStop: () -> Bool = { false }, patch: (EmbeddedPatch) -> Void,
        window: (EmbeddedWindow) throws -> Void
    ) throws -> [ReportedWarning] {
        let pictures = try plan.video.map { try PatchPictures(index: clip.index, plan: $0) }
        let embedder = WindowEmbedder(
            plan: plan, audio: clip.audio, encoder: encoder, profile: profile, pictures: pictures)
        for index in plan.windows.indices {
            if shouldStop() { throw CancellationError() }
            try embedder.embed(window: index) { number, first, second, encoding in
                patch(EmbeddedPatch(number: number, first: first, second: second, encoding: encoding))
            }
            let cells = plan.windows[index].patches.count * (plan.video?.grid.count ?? 0)
            try window(
                EmbeddedWindow(
                    index: index,
                    audio: UnsafeBufferPointer(embedder.audioRows.prefix(plan.windows[index].audio.count)),
                    video: UnsafeBufferPointer(embedder.videoRows.prefix(cells))))
        }
        return (pictures?.summary.warnings ?? []).map(ReportedWarning.init)
    }

    /// Runs `body` on `clip`; where no picture can be decoded and there is sound, once more without pictures.
    public func withUsablePictures<Result>(
        of clip: IndexedClip, _ body: (IndexedClip) throws -> Result
    ) throws -> Result {
        do {
            return try body(clip)
        } catch let error as MediaError where error.meansNoPicture && clip.audio.count > 0 {
            return try body(clip.withoutPictures(error))
        }
    }

    /// What a user should know of `clip` under `plan`.
    public func warnings(of clip: IndexedClip, plan: ClipPlan) -> [ReportedWarning] {
        clip.warnings + clip.warnings(of: plan)
    }

    /// Audio tokens a second.
    public var audioTokensPerSecond: Double { profile.audioTokensPerSecond }

    /// Encoder patches of a cell's side.
    public var cellMerge: Int { profile.spatialMerge }

    /// Pixels of a cell's side.
    public var cellPixels: Int { profile.cellPixels }
}
