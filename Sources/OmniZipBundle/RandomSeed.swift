/// Seed of method `random`: a whole number, 0 or more.
public struct RandomSeed: RawRepresentable, Sendable, Codable, Hashable {
    /// The number.
    public let rawValue: Int

    /// The seed `rawValue`; nil if it is negative.
    public init?(rawValue: Int) {
        guard rawValue >= 0 else { return nil }
        self.rawValue = rawValue
    }
}
