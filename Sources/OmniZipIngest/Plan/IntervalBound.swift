import OmniZipFFmpeg
import OmniZipMedia

/// `interval` sampling repeats a frame for as long as it is shown, and every repetition is encoded: a few frames with
/// false times would cost as much as days of video.
enum IntervalBound {
    /// Refuses a video whose times ask for more samples than `limits` allow for its number of frames.
    ///
    /// - Throws: `limitExceeded`.
    static func require(
        _ index: VideoStreamIndex, framesPerSecond: Double, limits: InputLimits
    ) throws(MediaError) {
        let allowed = max(limits.intervalSamplesAlwaysAllowed, limits.intervalSamplesPerFrame * index.frameCount)
        let last = index.frameIndices.last.map { index.seconds(ofFrame: $0) } ?? 0
        let samples = last * framesPerSecond
        guard samples > Double(allowed) else { return }
        throw MediaError(
            code: .limitExceeded, operation: "choose frames", path: nil,
            cause: "The times of \(index.frameCount) frames ask for \(Int(samples.rounded(.up))) samples; "
                + "the limit is \(allowed)",
            remedy: "use --sampling linspace or a lower --fps")
    }
}
