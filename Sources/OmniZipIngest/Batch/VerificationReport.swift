/// What a verification found.
public struct VerificationReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.verification/1"

    /// One file and what is wrong with it.
    public struct Finding: Sendable, Codable, Equatable {
        /// The file, relative to the folder.
        public let path: String
        /// What is wrong.
        public let problem: String
    }

    /// `omnizip.verification/1`.
    public let schema: String
    /// The folder or bundle that was checked.
    public let path: String
    /// Bundles checked.
    public let bundles: Int
    /// Everything that is wrong; empty if the dataset is sound.
    public let findings: [Finding]

    init(path: String, bundles: Int, findings: [Finding]) {
        schema = Self.schema
        self.path = path
        self.bundles = bundles
        self.findings = findings
    }
}
