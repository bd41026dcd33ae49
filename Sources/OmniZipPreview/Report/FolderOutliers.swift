/// Which videos of a folder are far from the others, by modified z-scores.
///
/// A video is an outlier in a figure x if 0.6745 |x - median| / MAD > 3.5, where MAD is the median of |x - median| over the
/// videos that have the figure (B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press,
/// 1993). Where more than half of the videos share one value MAD is 0, and the mean of |x - median| takes its place:
/// |x - median| / (1.253314 mean), with 1.253314 = sqrt(pi / 2) as 0.6745 makes MAD consistent with a standard deviation.
/// Where that is 0, too, all are alike. Of fewer than eight videos none is called far from the rest.
public struct FolderOutliers: Sendable {
    /// A figure that is looked at; raw values are the names in `FolderReport.Video.outlier`.
    public enum Figure: String, Sendable, CaseIterable {
        /// Tokens kept for each second of media.
        case tokensPerSecond = "tokens_per_second"
        /// Share of tokens that is kept.
        case keptShare = "kept_share"
        /// Tokens kept.
        case tokens

        /// The figure of a video; nil where it has none.
        public func value(of video: FolderReport.Video) -> Double? {
            let value: Double? =
                switch self {
                case .tokensPerSecond: video.tokensPerSecond
                case .keptShare: video.keptShare
                case .tokens: Double(video.block.kept)
                }
            return value.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// Fewest videos among which one can be far from the others.
    public static let fewestVideos = 8
    /// Scores above it are outliers.
    public static let threshold = 3.5

    private struct Spread: Sendable {
        let median: Double
        /// What a distance from the median is divided by.
        let scale: Double
    }

    private var spreads: [Figure: Spread] = [:]

    /// Looks at the figures of `videos`.
    public init(_ videos: [FolderReport.Video]) {
        for figure in Figure.allCases {
            let values = videos.compactMap(figure.value)
            guard values.count >= Self.fewestVideos else { continue }
            spreads[figure] = Self.spread(of: values)
        }
    }

    /// The median of a figure; nil if there are too few videos.
    public func median(of figure: Figure) -> Double? { spreads[figure]?.median }

    /// The modified z-score of a video without its sign; nil where it cannot be told.
    public func score(of video: FolderReport.Video, in figure: Figure) -> Double? {
        guard let spread = spreads[figure], let value = figure.value(of: video) else { return nil }
        return spread.scale > 0 ? (value - spread.median).magnitude / spread.scale : 0
    }

    /// `videos` with their `outlier` set, in the order of `Figure`.
    public func marked(_ videos: [FolderReport.Video]) -> [FolderReport.Video] {
        videos.map { video in
            var video = video
            video.outlier = Figure.allCases.filter { score(of: video, in: $0) ?? 0 > Self.threshold }.map(\.rawValue)
            return video
        }
    }

    private static func spread(of values: [Double]) -> Spread {
        let middle = median(values)
        let distances = values.map { ($0 - middle).magnitude }
        let absoluteDeviation = median(distances)
        let meanDeviation = distances.reduce(0, +) / Double(distances.count)
        return Spread(
            median: middle, scale: absoluteDeviation > 0 ? absoluteDeviation / 0.6745 : 1.253314 * meanDeviation)
    }

    /// The middle value, or the mean of the two in the middle; of at least one value.
    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
