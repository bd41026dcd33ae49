/// Position ids of the unpruned audio-video block (TMRoPE): temporal, row and column ids, one axis after the other. [3 * M]
public enum BlockPositions: Sendable, Equatable {
    /// Whole ids (Qwen2.5-Omni).
    case integer([Int32])
    /// Real ids (Qwen3-Omni).
    case fractional([Float])

    /// Values, 3 * M.
    public var count: Int {
        switch self {
        case .integer(let ids): ids.count
        case .fractional(let ids): ids.count
        }
    }
}
