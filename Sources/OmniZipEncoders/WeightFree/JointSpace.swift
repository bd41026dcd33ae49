/// Where the parts of a token lie in the space that sound and pictures share.
///
///     video = [ sqrt(1 - eta) v | 0 | sqrt(eta) s | sqrt(eta (1 - |s|^2)) | 0 ]
///     audio = [ 0 | sqrt(1 - eta) a | sqrt(eta) s | 0 | sqrt(eta (1 - |s|^2)) ]
///
/// v and a are unit vectors of content, s the activity in the four half seconds of a window, |s| <= 1. All tokens have
/// length 1, and the cosine of a sound and a picture is eta times the product of their activities.
struct JointSpace: Sendable, Equatable {
    /// eta, the share of the squared length that both kinds of tokens use together.
    static let sharedWeight = 0.02
    /// Half seconds of a window.
    static let timeBinCount = 4
    /// Cepstrum (40), its change (12) and a constant.
    static let audioContentCount = 53

    /// Width of a token; columns that no part uses are 0.
    let dimension: Int
    /// Vertical, and horizontal, cosine coefficients of luma.
    let lumaOrder: Int
    /// Vertical, and horizontal, cosine coefficients of each chroma plane.
    let chromaOrder: Int

    /// 256 columns: 8 x 8 luma and twice 4 x 4 chroma coefficients, all columns used.
    static let full = JointSpace(dimension: 256, lumaOrder: 8, chromaOrder: 4)
    /// 128 columns: 4 x 4 luma and twice 2 x 2 chroma coefficients; the last 16 columns are 0.
    static let compact = JointSpace(dimension: 128, lumaOrder: 4, chromaOrder: 2)

    /// Cosine coefficients of one cell in one picture.
    var coefficientCount: Int { lumaOrder * lumaOrder + 2 * chromaOrder * chromaOrder }
    /// Coefficients of two pictures, place code (4) and a constant.
    var videoContentCount: Int { 2 * coefficientCount + 4 + 1 }
    /// First column of the audio content.
    var audioContentStart: Int { videoContentCount }
    /// First column of the four time bins.
    var timeBinStart: Int { audioContentStart + Self.audioContentCount }
    /// Column that fills a video token up to length 1.
    var videoRest: Int { timeBinStart + Self.timeBinCount }
    /// Column that fills an audio token up to length 1.
    var audioRest: Int { videoRest + 1 }

    /// sqrt(1 - eta).
    static let contentScale = Float((1 - sharedWeight).squareRoot())
    /// sqrt(eta).
    static let sharedScale = Float(sharedWeight.squareRoot())
}
