import OmniZipBundle
import OmniZipCore

/// What compressing a file of embeddings kept.
public struct EmbeddingsReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.embeddings-report/1"

    /// `omnizip.embeddings-report/1`.
    public let schema: String
    /// The file, as it was named or relative to the folder that was.
    public let input: String
    /// Where the result lies.
    public let output: String
    /// The plan that was applied; nil if this file's own was made.
    public let plan: String?
    /// Behaviour that was computed.
    public let scope: CompressionScope
    /// Video tokens.
    public let video: TokenCount
    /// Audio tokens.
    public let audio: TokenCount
    /// Windows.
    public let windows: Int
    /// Entries of the merge table.
    public let merges: Int
    /// Wall seconds by stage, read, compress and write, and processor seconds of compressing, compress_cpu.
    public let timings: [String: Double]

    /// What was kept of one file.
    public init(
        input: String, output: String, plan: String?, scope: CompressionScope, video: TokenCount, audio: TokenCount,
        windows: Int, merges: Int, timings: [String: Double]
    ) {
        schema = Self.schema
        self.input = input
        self.output = output
        self.plan = plan
        self.scope = scope
        self.video = video
        self.audio = audio
        self.windows = windows
        self.merges = merges
        self.timings = timings
    }
}
