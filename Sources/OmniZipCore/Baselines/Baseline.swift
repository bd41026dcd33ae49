/// Other ways to choose tokens, to compare OmniZip with at equal counts: per window for audio, and per patch for video
/// (`fixed`: over the clip, `dycoke`: per group of four patches).
public enum Baseline: String, Sendable, Codable, CaseIterable {
    /// Any tokens, from a seeded generator.
    case random
    /// Evenly spread: a low-discrepancy order over the cells of a patch, which the next patch takes up where it stopped,
    /// and over the time of a window.
    case uniform
    /// OmniZip without audio guidance: every window loses the same share of its video.
    case fixed
    /// The loudest audio tokens and the cells that moved most.
    case energy
    /// Temporal similarity in groups of four (after DyCoke, Tao et al. 2024, arXiv 2411.15024).
    case dycoke

    /// Masks that keep as many tokens as `input` says.
    ///
    /// - Throws: `CompressionError` if the method needs tokens, levels or motion that `input` does not have.
    public func masks(for input: BaselineInput) throws(CompressionError) -> BaselineMasks {
        switch self {
        case .random: return RandomBaseline.masks(for: input)
        case .uniform: return UniformBaseline.masks(for: input)
        case .fixed: return try FixedBaseline.masks(for: input)
        case .energy: return try EnergyBaseline.masks(for: input)
        case .dycoke: return try DyCokeBaseline.masks(for: input)
        }
    }

    func missing(_ what: String) -> CompressionError {
        CompressionError(
            code: .missingInput, operation: "baseline \(rawValue)", cause: "\(what) not given",
            remedy: "the method cannot be compared without")
    }
}
