/// How the tokens of a bundle were chosen.
public enum SelectionMethod: String, Sendable, Codable, CaseIterable {
    /// OmniZip.
    case omnizip
    /// OmniZip without audio guidance of the rates.
    case fixed
    /// Temporal similarity in groups of four patches.
    case dycoke
    /// Evenly spread tokens.
    case uniform
    /// Seeded random tokens.
    case random
    /// The loudest audio and the cells that moved most.
    case energy

    /// The baseline of that name; nil for OmniZip itself.
    public var baseline: Baseline? { Baseline(rawValue: rawValue) }

    /// Whether dropped tokens are merged into kept ones, as OmniZip does; where not, kept tokens are as they were encoded.
    public var merges: Bool { self == .omnizip || self == .fixed }
}
