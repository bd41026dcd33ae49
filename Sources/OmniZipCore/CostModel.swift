/// Arithmetic and memory that a language model spends on a prompt (OmniZip, arXiv 2511.14582, eq. 9).
public struct CostModel: Sendable, Hashable {
    /// Transformer layers, L.
    public let layers: Int
    /// Width of the residual stream, d.
    public let width: Int
    /// Width of the feed-forward layer, m.
    public let feedForwardWidth: Int
    /// Bytes of keys and values that one token leaves in the cache.
    public let keyValueBytesPerToken: Int

    /// The thinker of Qwen2.5-Omni-7B; keys and values in bfloat16, 4 heads of 128.
    public static let qwen25Omni7B = CostModel(
        layers: 28, width: 3584, feedForwardWidth: 18944, keyValueBytesPerToken: 57_344)
    /// The thinker of Qwen2.5-Omni-3B; keys and values in bfloat16, 2 heads of 128.
    public static let qwen25Omni3B = CostModel(
        layers: 36, width: 2048, feedForwardWidth: 11008, keyValueBytesPerToken: 36_864)

    /// A model of other sizes.
    public init(layers: Int, width: Int, feedForwardWidth: Int, keyValueBytesPerToken: Int) {
        self.layers = layers
        self.width = width
        self.feedForwardWidth = feedForwardWidth
        self.keyValueBytesPerToken = keyValueBytesPerToken
    }

    /// Floating-point operations of reading `tokens` tokens: L (4 n d^2 + 2 n^2 d + 2 n d m).
    public func prefillFLOPs(tokens: Int) -> Double {
        let n = Double(tokens)
        let d = Double(width)
        let m = Double(feedForwardWidth)
        return Double(layers) * (4 * n * d * d + 2 * n * n * d + 2 * n * d * m)
    }

    /// Floating-point operations of writing R = `generated` tokens after `tokens`:
    /// L R ((4 d^2 + 2 d m) + 2 (d n + d (R + 1) / 2)).
    public func decodeFLOPs(tokens: Int, generated: Int = 100) -> Double {
        let n = Double(tokens)
        let d = Double(width)
        let m = Double(feedForwardWidth)
        let r = Double(generated)
        return Double(layers) * r * ((4 * d * d + 2 * d * m) + 2 * (d * n + d * (r + 1) / 2))
    }

    /// Bytes of keys and values in the cache after reading `tokens` tokens.
    public func keyValueBytes(tokens: Int) -> Int { tokens * keyValueBytesPerToken }
}
