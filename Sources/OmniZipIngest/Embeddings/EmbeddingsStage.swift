/// The steps that a file of embeddings passes through, as failures and timings name them.
public enum EmbeddingsStage: String, Sendable, CaseIterable {
    /// Another file's plan is read and compared with this one.
    case plan
    /// Tokens come from the file.
    case read
    /// Tokens are compared and merged.
    case compress
    /// Kept tokens go to the disk.
    case write
}
