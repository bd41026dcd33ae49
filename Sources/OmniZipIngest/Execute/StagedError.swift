/// An error of one video with the stage in which it arose.
public struct StagedError: Error, CustomStringConvertible {
    /// The stage that failed.
    public let stage: IngestStage
    /// What failed.
    public let underlying: any Error

    /// `underlying`, which arose in `stage`.
    public init(stage: IngestStage, underlying: any Error) {
        self.stage = stage
        self.underlying = underlying
    }

    /// The underlying error's sentence.
    public var description: String { String(describing: underlying) }
}
