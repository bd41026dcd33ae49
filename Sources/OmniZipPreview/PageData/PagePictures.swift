import Foundation
import OmniZipFFmpeg
import OmniZipIngest
import OmniZipMedia

/// The pictures of a page, small enough that all of them fit: each may take its share of what is left.
struct PagePictures {
    /// Bytes of all pictures before base64: with the rest of a page they stay under 5 MB.
    static let byteBudget = 2_900_000
    /// A picture that has to be smaller shows nothing.
    private static let leastBytes = 1200
    /// Beyond this a picture gains nothing that a person sees here.
    private static let mostBytes = 26_000
    private static let bestQuality = 5

    private(set) var pictures: [PageMedia.Picture] = []
    /// Why there is no picture at all; nil if there are some.
    private(set) var fault: FFmpegError?
    private let plan: VideoPlan
    private let framesPerPatch: Int
    private let patchStep: Int
    private var bytesLeft: Int
    private var framesLeft: Int
    /// Encoders from the largest size to the smallest; none where FFmpeg lacks the codec.
    private let encoders: [(encoder: JPEGEncoder, width: Int, height: Int)]

    /// - Parameter budget: bytes for all pictures.
    init(plan: VideoPlan, budget: Int) {
        self.plan = plan
        bytesLeft = max(0, budget)
        let affordable = max(1, bytesLeft / Self.leastBytes)
        framesPerPatch = 2 * plan.patchCount <= affordable ? 2 : 1
        patchStep = (plan.patchCount + affordable - 1) / affordable
        framesLeft = (plan.patchCount + patchStep - 1) / patchStep * framesPerPatch
        let share = bytesLeft / max(1, framesLeft)
        let scales = share >= 9000 ? [4, 2, 1] : share >= 5500 ? [3, 2, 1] : [2, 1]
        var encoders: [(encoder: JPEGEncoder, width: Int, height: Int)] = []
        for quarters in scales {
            let (width, height) = (plan.pictureSize.width * quarters / 4, plan.pictureSize.height * quarters / 4)
            do throws(FFmpegError) {
                let encoder = try JPEGEncoder(
                    width: plan.pictureSize.width, height: plan.pictureSize.height, outputWidth: width,
                    outputHeight: height)
                encoders.append((encoder, width, height))
            } catch {
                fault = error
            }
        }
        self.encoders = encoders
        if !encoders.isEmpty { fault = nil }
    }

    /// Takes in a patch; a picture for which nothing is left is left out.
    mutating func take(_ patch: EmbeddedPatch, secondsOfFrame: (Int) -> Double) {
        guard patch.number % patchStep == 0 else { return }
        let positions = plan.framePositions(ofPatch: patch.number)
        append(patch.first, patch.number, 0, secondsOfFrame(plan.frameIndices[positions.first]))
        guard framesPerPatch == 2 else { return }
        append(patch.second, patch.number, 1, secondsOfFrame(plan.frameIndices[positions.second]))
    }

    private mutating func append(_ pixels: UnsafeBufferPointer<UInt8>, _ patch: Int, _ frame: Int, _ seconds: Double) {
        let share = min(Self.mostBytes, bytesLeft / max(1, framesLeft))
        framesLeft -= 1
        for (encoder, width, height) in encoders {
            guard let file = try? encoder.encode(pixels, maxBytes: share, best: Self.bestQuality) else { continue }
            bytesLeft -= file.count
            pictures.append(
                PageMedia.Picture(
                    patch: patch, frame: frame, seconds: seconds, width: width, height: height,
                    jpeg: Data(file).base64EncodedString()))
            return
        }
    }
}
