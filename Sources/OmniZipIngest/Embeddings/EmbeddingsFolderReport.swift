import OmniZipBundle

/// What compressing many files of embeddings kept.
public struct EmbeddingsFolderReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.embeddings-folder/1"

    /// `omnizip.embeddings-folder/1`.
    public let schema: String
    /// The output folder.
    public let output: String
    /// Video tokens of all files that were compressed.
    public let video: TokenCount
    /// Their audio tokens.
    public let audio: TokenCount
    /// What was kept of each file, in the order of the inputs.
    public let files: [EmbeddingsReport]
    /// Files without a result, in the order of the inputs.
    public let failures: [FailureLine]

    /// A report on the files of one output folder.
    public init(output: String, files: [EmbeddingsReport], failures: [FailureLine]) {
        schema = Self.schema
        self.output = output
        self.files = files
        self.failures = failures
        video = files.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.video }
        audio = files.reduce(TokenCount(total: 0, kept: 0)) { $0 + $1.audio }
    }
}
