import Foundation
import OmniZipMedia

/// A picture that was read, copied out of the reader.
struct ReadPicture {
    let frameIndex: Int
    let seconds: Double
    let bytes: Data
    let isSubstituted: Bool
}

/// Reads `frames` of an indexed clip.
func readPictures(
    _ index: MediaIndex, frames: [Int], width: Int, height: Int, threads: Int = 1
) throws -> (pictures: [ReadPicture], summary: VideoReadSummary) {
    let reader = try VideoFrameReader(
        index: index, frames: frames, width: width, height: height, options: VideoReadOptions(threads: threads))
    var pictures: [ReadPicture] = []
    while let frame = try reader.next() {
        pictures.append(
            ReadPicture(
                frameIndex: frame.frameIndex, seconds: frame.seconds, bytes: Data(frame.pixels),
                isSubstituted: frame.isSubstituted))
    }
    return (pictures, reader.summary)
}

/// Reads all sound of an indexed clip.
func readSamples(
    _ index: MediaIndex, limitSeconds: Double? = nil, ignoreOffset: Bool = false
) throws -> (samples: [Float], summary: AudioReadSummary) {
    var samples: [Float] = []
    let summary = try AudioSampleReader(index: index, limitSeconds: limitSeconds, ignoreOffset: ignoreOffset)
        .read { samples += $0 }
    return (samples, summary)
}

extension VideoStreamIndex {
    /// The frames shown at 0, `interval`, 2 `interval`... seconds; all where `interval` is 0.
    func frames(every interval: Double) -> [Int] {
        guard interval > 0 else { return Array(0..<frameCount) }
        var chosen: [Int] = []
        var time = 0.0
        for frame in 0..<frameCount where seconds(ofFrame: frame) >= time - 1e-9 {
            chosen.append(frame)
            time += interval
        }
        return chosen
    }
}
