import OmniZipCore

/// Makes tokens of sound and pictures in one space, so that cosines between them mean something.
///
/// A new encoder is one new file with a type of this protocol and one line in ``EncoderRegistry``.
public protocol Encoder: Sendable {
    /// Name in pipelines and bundles.
    var name: String { get }
    /// Changes whenever the tokens change.
    var version: String { get }
    /// Width of a token, D.
    var dimension: Int { get }
    /// Factor on cosines between audio and video in the softmax of the audio merge: 1 for the embeddings of a model,
    /// larger where such cosines lie in a narrow range.
    var mergeScoreScale: Double { get }

    /// A fresh encoder of one clip's sound, whose tokens are cut as `framing` says.
    func makeAudioEncoder(framing: AudioFraming) -> any AudioEncoding

    /// A fresh encoder of one clip's pictures.
    ///
    /// - Parameters:
    ///   - grid: cells of one temporal patch.
    ///   - cellPixels: height and width of a cell in pixels.
    func makeVideoEncoder(grid: CellGrid, cellPixels: Int) -> any VideoEncoding
}
