import OmniZipCore

/// Everything of an embeddings file but its tokens: how many there are, where they belong, and how salient the audio is.
public struct EmbeddingsLayout: Sendable, Equatable {
    /// Audio tokens, A.
    public let audioCount: Int
    /// Temporal patches, T.
    public let patchCount: Int
    /// Cells of a patch, H x W.
    public let grid: CellGrid
    /// Width of a token, D.
    public let dimension: Int
    /// Attention that each audio token received. [A]
    public let saliency: [Float]
    /// Windows that tile both modalities in order.
    public let windows: [TimeWindow]
    /// Order of the block: 1 video, 2 audio. Without `token_modality`: per window its video, then its audio. [M]
    public let modality: [UInt8]

    /// Video tokens, T * H * W.
    public var videoCount: Int { patchCount * grid.count }

    /// Checks that the parts fit each other.
    ///
    /// #### Errors
    /// `invalid` naming the tensor that does not fit the others.
    init(
        _ rules: EmbeddingRules, windows: [TimeWindow]?, modality: [UInt8]?
    ) throws(BundleError) {
        try rules.check()
        switch (windows, modality) {
        case (let windows?, let modality):
            try rules.checkTiling(windows)
            self.windows = windows
            self.modality = modality ?? rules.order(of: windows)
        case (nil, let modality?):
            self.windows = try rules.windows(ofRuns: modality)
            self.modality = modality
        case (nil, nil):
            throw EmbeddingRules.invalid("token_modality", "neither it nor window_audio and window_patches exist")
        }
        try rules.checkOrder(self.modality)
        audioCount = rules.audio.rows
        patchCount = rules.patchCount
        grid = rules.grid
        dimension = rules.video.columns
        saliency = rules.saliency
    }
}
