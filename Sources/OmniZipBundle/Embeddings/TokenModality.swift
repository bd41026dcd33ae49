/// One of the two kinds of tokens.
public enum TokenModality: String, Sendable, CaseIterable {
    /// Cells of pictures.
    case video
    /// Stretches of sound.
    case audio

    /// Its value in a `modality` tensor.
    public var code: UInt8 { self == .video ? 1 : 2 }

    /// Its tensor in an embeddings file.
    var embeddings: String { "\(rawValue)_embeddings" }
}
