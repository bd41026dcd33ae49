/// Placement of the audio anchors: kept non-dominant tokens that stand for their neighbourhood
/// (OmniZip, arXiv 2511.14582, audio anchor consolidation).
public enum AudioAnchors {
    /// Evenly spread members of `remaining`, in the same order.
    ///
    /// - Parameters:
    ///   - remaining: the non-dominant tokens in order of time.
    ///   - tokenCount: all audio tokens of the stretch.
    ///   - ratio: anchors as a fraction of `tokenCount`, in [0, 1]; halves round to even.
    public static func place(among remaining: [Int], tokenCount: Int, ratio: Double) -> [Int] {
        let wanted = Int((ratio * Double(tokenCount)).rounded(.toNearestOrEven))
        let count = min(wanted, remaining.count)
        guard count > 0 else { return [] }
        let step = max(1, remaining.count / count)
        return (0..<count).map { remaining[$0 * step] }
    }
}
