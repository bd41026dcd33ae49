import OmniZipBundle
import OmniZipIngest

/// How large a bundle and its document become: the tensors to the byte but for the merge table, whose length the plan
/// bounds, and the text of header and document about. Frames that are stored as PNG are counted raw: what they take is
/// known when they are packed, and is hardly ever more.
enum OutputEstimate {
    private static let headerBytes = 2605
    private static let documentBytes = 3400
    private static let documentBytesPerWindow = 410

    /// Bytes of bundle and document of a clip under `plan`, whose sound has `melFrames` frames of log-mel.
    static func bytes(of plan: ClipPlan, melFrames: Int, configuration: IngestConfiguration) -> Int {
        let block = plan.layout.count
        let audio = plan.audioTokenCount
        let cells = (plan.video?.patchCount ?? 0) * (plan.video?.grid.count ?? 0)
        let frames = plan.video?.frameIndices.count ?? 0
        let windows = plan.windows.count
        let tokenBytes = configuration.tokenPrecision == .f32 ? 4 : 2
        let tokens =
            configuration.content == .plan ? 0 : plan.keptCount * configuration.dimension * tokenBytes
        // keep, modality and three ids a position; two masks; saliency and score; frames; windows; merges.
        let columns = block * (1 + 1 + 12) + cells + audio * (1 + 4 + 4) + frames * 16 + windows * (32 + 12)
        return tokens + columns + merges(of: plan) * 12 + headerBytes + documentBytes
            + windows * documentBytesPerWindow
            + (configuration.content == .inputs ? inputs(of: plan, melFrames: melFrames) : 0)
    }

    /// Whether PNG frames make the estimate an upper bound.
    static func isBound(_ configuration: IngestConfiguration) -> Bool {
        configuration.content == .inputs && configuration.frameStorage == .png
    }

    /// Raw frames and the log-mel.
    private static func inputs(of plan: ClipPlan, melFrames: Int) -> Int {
        let pixels = plan.video.map { $0.frameIndices.count * $0.pictureSize.height * $0.pictureSize.width } ?? 0
        return pixels * 3 + melFrames * BundleInputs.melCount * 4
    }

    /// Most merge entries: every anchor with as many sources as it may take.
    private static func merges(of plan: ClipPlan) -> Int {
        let most = plan.compression.parameters.mergeCount
        return plan.windows.indices.reduce(0) { sum, index in
            let anchors = plan.compression.anchors[index].count
            let rest = plan.windows[index].audio.count { !plan.compression.audioKeep[$0] }
            return sum + anchors + min(anchors * most, rest)
        }
    }
}
