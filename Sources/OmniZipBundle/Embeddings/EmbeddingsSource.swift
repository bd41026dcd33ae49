/// Tokens of a real model's encoders, of which a few rows are in memory at a time.
public protocol EmbeddingsSource: Sendable {
    /// Everything but the tokens.
    var layout: EmbeddingsLayout { get }

    /// Fills `values` with whole rows of one modality, from row `first` on.
    ///
    /// #### Errors
    /// `invalid` naming tensor, row and column of a value that is not finite; as any file, where the source is one.
    func read(
        _ modality: TokenModality, from first: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(BundleError)
}
