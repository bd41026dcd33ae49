/// How the odd patches of a window give up their dropped cells.
public enum TemporalMode: String, Sendable, Codable, CaseIterable {
    /// Dropped cells vanish, as in the authors' program.
    case prune
    /// Dropped cells are averaged into the patch before (the paper, Fig. 3).
    case merge
}

/// Which of the two published behaviours is computed.
public enum CompressionScope: String, Sendable, Codable, CaseIterable {
    /// The paper's text: per two-second window, exact budget.
    case window
    /// Parity with the authors' program: anchors over the whole clip, its own budget rule.
    case released
}

/// Every parameter of OmniZip. The defaults are the paper's 45 % preset.
public struct CompressionParameters: Sendable, Hashable, Codable {
    /// Fraction of audio tokens removed before anchors, in [0, 1].
    public var rhoAudio: Double
    /// Fraction of video tokens removed; within [rateMinimum, rateMaximum] when any window is guided by audio.
    public var rhoVideo: Double
    /// Anchors per window as a fraction of its audio tokens, in [0, 1].
    public var contextualRatio: Double
    /// Most tokens merged into one anchor, G; 0 means no anchors at all.
    public var mergeCount: Int
    /// Neighbours of the density estimate in DPC-KNN, k.
    public var neighbourCount: Int
    /// Smallest video pruning rate of a guided window.
    public var rateMinimum: Double
    /// Largest video pruning rate of a guided window.
    public var rateMaximum: Double
    /// What happens to the dropped cells of odd patches.
    public var temporal: TemporalMode
    /// Factor on scores in the merge's softmax: 1 for a model's embeddings, 1/eta for the built-in encoder.
    public var mergeScoreScale: Double
    /// Which behaviour is computed.
    public var scope: CompressionScope
    /// How audio guides the rates; anything but `paper` is for scope `window`.
    public var guidance: Guidance

    /// Parameters; the defaults are the paper's (0.3, 0.6) preset in scope `window`.
    public init(
        rhoAudio: Double = 0.3, rhoVideo: Double = 0.6, contextualRatio: Double = 0.05, mergeCount: Int = 3,
        neighbourCount: Int = 5, rateMinimum: Double = 0.35, rateMaximum: Double = 0.75,
        temporal: TemporalMode = .prune, mergeScoreScale: Double = 1, scope: CompressionScope = .window,
        guidance: Guidance = .paper
    ) {
        self.rhoAudio = rhoAudio
        self.rhoVideo = rhoVideo
        self.contextualRatio = contextualRatio
        self.mergeCount = mergeCount
        self.neighbourCount = neighbourCount
        self.rateMinimum = rateMinimum
        self.rateMaximum = rateMaximum
        self.temporal = temporal
        self.mergeScoreScale = mergeScoreScale
        self.scope = scope
        self.guidance = guidance
    }
}
