import OmniZipBundle
import OmniZipCore

/// What the audio-video block costs a language model, before and after (OmniZip, arXiv 2511.14582, eq. 9).
public struct PruningCost: Sendable, Codable, Equatable {
    /// The language model.
    public var model: String
    /// Without compression.
    public var full: CostEstimate
    /// With compression.
    public var compressed: CostEstimate
    /// FLOPs of reading the block after compression / before; nil for an empty block.
    public var prefillShare: Double?
    /// The same with 100 tokens written after it.
    public var totalShare: Double?
    /// Seconds that reading and writing take before compression, at the speed that was given.
    public var fullSeconds: Double?
    /// Seconds after compression, at the speed that was given.
    public var compressedSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case model
        case full
        case compressed
        case prefillShare = "prefill_share"
        case totalShare = "total_share"
        case fullSeconds = "full_seconds"
        case compressedSeconds = "compressed_seconds"
    }

    /// The cost of a block of `tokens` on `model`.
    ///
    /// - Parameter teraflops: 10^12 operations a second that the user's machine really does; nil: no times.
    public init(tokens: TokenCount, model: LanguageModel, teraflops: Double? = nil) {
        self.model = model.rawValue
        full = CostEstimate(tokens: tokens.total, model: model.cost)
        compressed = CostEstimate(tokens: tokens.kept, model: model.cost)
        prefillShare = tokens.total > 0 ? compressed.prefillFLOPs / full.prefillFLOPs : nil
        totalShare = tokens.total > 0 ? compressed.totalFLOPs / full.totalFLOPs : nil
        if let teraflops {
            fullSeconds = full.totalFLOPs / (teraflops * 1e12)
            compressedSeconds = compressed.totalFLOPs / (teraflops * 1e12)
        }
    }
}

/// A language model whose cost can be estimated. A new one is one case and its sizes.
public enum LanguageModel: String, Sendable, Codable, CaseIterable {
    /// The thinker of Qwen2.5-Omni-7B.
    case qwen25Omni7B = "qwen2.5-omni-7b"
    /// The thinker of Qwen2.5-Omni-3B.
    case qwen25Omni3B = "qwen2.5-omni-3b"

    /// Its sizes.
    public var cost: CostModel {
        switch self {
        case .qwen25Omni7B: .qwen25Omni7B
        case .qwen25Omni3B: .qwen25Omni3B
        }
    }
}

extension CostEstimate {
    /// Operations of reading the block and writing 100 tokens.
    public var totalFLOPs: Double { prefillFLOPs + decodeFLOPs }
}
