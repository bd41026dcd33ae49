import Foundation
import OmniZipEncoders

/// The sound of a clip as the strips of a page.
struct PageSound {
    /// More columns than this are joined: no screen shows them.
    private static let mostColumns = 7500
    /// Levels from this far below the loudest are the darkest: 60 dB in units of 40 dB.
    private static let range: Float = 1.5

    let mel: PageMedia.Mel
    let saliency: PageMedia.Saliency

    /// Strips of `bands` and the attention that each token receives.
    init?(bands: SoundBands?, saliency weights: [Float]) {
        guard let bands, !weights.isEmpty else { return nil }
        let tokens = weights.count
        let step = (tokens + Self.mostColumns - 1) / Self.mostColumns
        let columns = (tokens + step - 1) / step
        let loudest = bands.levels.max() ?? 0
        let largest = max(weights.max() ?? 1, .leastNormalMagnitude)
        var levels: [UInt8] = []
        var strengths: [UInt8] = []
        for column in 0..<columns {
            let members = column * step..<min((column + 1) * step, tokens)
            for band in 0..<SoundBands.count {
                let sum = members.reduce(Float(0)) { $0 + bands.levels[$1 * SoundBands.count + band] }
                let level = (sum / Float(members.count) - loudest) / Self.range + 1
                levels.append(UInt8(max(0, min(1, level)) * 255))
            }
            strengths.append(UInt8(max(0, min(1, (members.map { weights[$0] }.max() ?? 0) / largest)) * 255))
        }
        mel = PageMedia.Mel(
            bands: SoundBands.count, columns: columns, tokensPerColumn: step, data: Data(levels).base64EncodedString())
        saliency = PageMedia.Saliency(columns: columns, data: Data(strengths).base64EncodedString())
    }
}
