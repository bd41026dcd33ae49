import OmniZipBundle
import OmniZipIngest

/// How large a bundle and its document become: the tensors to the byte but for the merge table, whose length the plan
/// bounds, and the text of header and document about.
enum OutputEstimate {
    private static let headerBytes = 2290
    private static let documentBytes = 3270
    private static let documentBytesPerWindow = 410

    /// Bytes of bundle and document of a clip under `plan`.
    static func bytes(of plan: ClipPlan, configuration: IngestConfiguration) -> Int {
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
