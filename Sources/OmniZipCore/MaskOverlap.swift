/// How far two keep masks over the same tokens agree.
public struct MaskOverlap: Sendable, Codable, Hashable {
    /// Tokens that both masks are about.
    public private(set) var total = 0
    /// Kept by the first mask.
    public private(set) var kept = 0
    /// Kept by the other mask.
    public private(set) var keptByOther = 0
    /// Kept by both.
    public private(set) var keptByBoth = 0

    enum CodingKeys: String, CodingKey {
        case total
        case kept
        case keptByOther = "kept_by_other"
        case keptByBoth = "kept_by_both"
    }

    /// No tokens yet.
    public init() {}

    /// The overlap of `mask` and `other`, which are of one length.
    public init(_ mask: some Collection<Bool>, _ other: some Collection<Bool>) {
        add(mask, other)
    }

    /// Counts more tokens.
    ///
    /// - Precondition: both masks are of one length.
    public mutating func add(_ mask: some Collection<Bool>, _ other: some Collection<Bool>) {
        precondition(mask.count == other.count, "masks are about the same tokens")
        for (own, others) in zip(mask, other) {
            total += 1
            if own { kept += 1 }
            if others { keptByOther += 1 }
            if own && others { keptByBoth += 1 }
        }
    }

    /// Share of the first mask's tokens that the other keeps, too; nil where it keeps none.
    public var shareKept: Double? { kept > 0 ? Double(keptByBoth) / Double(kept) : nil }

    /// Tokens kept by both of those kept by any (intersection over union); nil where none is kept.
    public var intersectionOverUnion: Double? {
        let union = kept + keptByOther - keptByBoth
        return union > 0 ? Double(keptByBoth) / Double(union) : nil
    }

    /// What `shareKept` would be if the first mask chose its tokens at random; nil where there are no tokens.
    public var shareByChance: Double? { total > 0 ? Double(keptByOther) / Double(total) : nil }
}
