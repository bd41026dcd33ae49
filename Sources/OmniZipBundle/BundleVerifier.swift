/// One broken rule of a bundle.
public struct BundleProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What breaks it: a tensor's name, a metadata key, "file" or "document".
    public let subject: String
    /// The rule and how it is broken.
    public let message: String

    /// A problem.
    public init(subject: String, message: String) {
        self.subject = subject
        self.message = message
    }

    /// "SUBJECT: MESSAGE".
    public var description: String { "\(subject): \(message)" }
}

/// Checks the rules that a bundle must obey beyond being a safetensors file.
public enum BundleVerifier {
    /// Broken rules of a bundle in memory; empty if it is sound. Complexity: O(M + K + N + F).
    public static func problems(in bundle: TokenBundle) -> [BundleProblem] {
        let checks = BundleChecks(bundle: bundle)
        checks.run()
        return checks.problems
    }
}
