import Foundation
import OmniZipBundle
import OmniZipIngest

/// Collects what a page shows while a clip is looked at.
struct PageCollector {
    /// Bytes that a window's figures take in each choice.
    private static let bytesPerWindow = 620

    private let plan: ClipPlan
    private let secondsOfFrame: (Int) -> Double
    private var pictures: PagePictures?

    /// - Parameters:
    ///   - clip: its frames have times.
    ///   - choices: number of outcomes with windows: their masks and figures take room from the pictures.
    init(plan: ClipPlan, clip: IndexedClip, choices: Int) {
        self.plan = plan
        secondsOfFrame = { frame in clip.video.map { $0.seconds(ofFrame: frame) } ?? 0 }
        let cells = (plan.video?.patchCount ?? 0) * (plan.video?.grid.count ?? 0)
        let each = cells / 8 + plan.audioTokenCount + plan.windows.count * Self.bytesPerWindow
        // One choice's figures are in the budget's own reserve.
        pictures = plan.video.map {
            PagePictures(plan: $0, budget: PagePictures.byteBudget - max(0, choices - 3) * each)
        }
    }

    /// A warning where no picture can be made.
    var warnings: [ReportedWarning] {
        guard let fault = pictures?.fault else { return [] }
        return [
            ReportedWarning(code: "no_page_pictures", message: "the page has no pictures: \(fault.cause)", count: 1)
        ]
    }

    /// Takes in a patch.
    mutating func take(_ patch: EmbeddedPatch) {
        pictures?.take(patch, secondsOfFrame: secondsOfFrame)
    }

    /// What was collected.
    ///
    func media(
        clip: IndexedClip, candidates: [PreviewCandidate], states: AudioStates, tokensPerSecond: Double
    ) -> PageMedia {
        var media = PageMedia()
        let grid = plan.video?.grid
        media.grid = PageMedia.Grid(rows: grid?.height ?? 0, columns: grid?.width ?? 0)
        media.patches = plan.video?.patchCount ?? 0
        media.pictures = pictures?.pictures ?? []
        media.tokensPerSecond = tokensPerSecond
        let sound = PageSound(bands: clip.audio.bands, saliency: clip.audio.saliency)
        media.mel = sound?.mel
        media.saliency = sound?.saliency
        let tokens = media.patches * (grid?.count ?? 0)
        for (index, candidate) in candidates.enumerated() where candidate.hasWindows {
            let isKnown = tokens > 0 && candidate.firstToken == 0 && candidate.videoKeep.count == tokens
            media.choices.append(
                PageMedia.Choice(
                    id: candidate.id, videoKeep: isKnown ? PageMedia.Choice.bits(candidate.videoKeep) : nil,
                    audioState: plan.audioTokenCount > 0
                        ? Data(states.states(of: candidate, index: index)).base64EncodedString() : nil))
        }
        return media
    }
}
