import OmniZipCore

/// Tokens from classical features only: no weights to download, the same bits on every machine.
///
/// Sound: deviation of the log-mel spectrum from its running background is saliency, its cepstrum is content. Pictures:
/// low cosine coefficients of colour and brightness per cell, with more weight on cells that move against the camera.
/// A small block of the space is shared: there, salient sound and moving cells of the same half second meet.
public struct WeightFreeEncoder: Encoder {
    /// Name in pipelines and bundles.
    public static let name = "weight-free"
    /// Widths of tokens that can be made; the first is the default.
    public static let dimensions = [256, 128]

    /// Name in pipelines and bundles.
    public var name: String { Self.name }
    /// Version of the formulas.
    public let version = "2"
    /// Width of a token: 256, or 128 for the compact form with fewer cosine coefficients.
    public var dimension: Int { space.dimension }
    /// 1 / eta, since cosines between audio and video lie in [0, eta].
    public var mergeScoreScale: Double { 1 / JointSpace.sharedWeight }

    private let space: JointSpace

    /// An encoder with tokens of width `dimension`.
    ///
    /// - Throws: ``EncoderError`` with code `unsupportedDimension` if there are none of this width.
    public init(dimension: Int = 256) throws(EncoderError) {
        switch dimension {
        case 256: space = .full
        case 128: space = .compact
        default:
            throw EncoderError(
                code: .unsupportedDimension, operation: "make encoder \"\(Self.name)\"",
                cause: "it has no tokens of width \(dimension)",
                remedy: "allowed: \(Self.dimensions.map(String.init).joined(separator: ", "))")
        }
    }

    /// A fresh encoder of one clip's sound, whose tokens are cut as `framing` says.
    public func makeAudioEncoder(framing: AudioFraming) -> any AudioEncoding {
        WeightFreeAudioEncoder(space: space, framing: framing)
    }

    /// A fresh encoder of one clip's pictures.
    ///
    /// - Precondition: the grid has cells, and `cellPixels` is a positive multiple of 4.
    public func makeVideoEncoder(grid: CellGrid, cellPixels: Int) -> any VideoEncoding {
        WeightFreeVideoEncoder(space: space, grid: grid, cellPixels: cellPixels)
    }
}
