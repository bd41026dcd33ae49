/// An error of one file of embeddings with the stage in which it arose.
public struct EmbeddingsFailure: Error, CustomStringConvertible {
    /// The stage that failed.
    public let stage: EmbeddingsStage
    /// What failed.
    public let underlying: any Error

    /// `underlying`, which arose in `stage`.
    public init(stage: EmbeddingsStage, underlying: any Error) {
        self.stage = stage
        self.underlying = underlying
    }

    /// The underlying error's sentence.
    public var description: String { String(describing: underlying) }
}
