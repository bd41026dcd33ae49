/// What the videos of a folder are sorted by.
public enum FolderOrder: String, Sendable, Codable, CaseIterable {
    /// UTF-8 of the name.
    case name
    /// Duration; videos of unknown duration last.
    case duration
    /// Tokens before compression.
    case tokens
    /// Tokens kept.
    case kept
    /// Share of tokens that is kept; videos without tokens last.
    case share
    /// Bytes that the output takes.
    case size
    /// Warnings, each as often as it happened.
    case warnings
    /// Number of figures in which the video is far from the others.
    case outliers

    /// Names run from the first to the last; figures from the largest to the smallest.
    public var isAscending: Bool { self == .name }

    /// `videos` in this order; equal ones by the UTF-8 of their names.
    func sorted(_ videos: [FolderReport.Video]) -> [FolderReport.Video] {
        let keyed = videos.map { (figure: figure(of: $0), video: $0) }
        return keyed.sorted { left, right in
            left.figure != right.figure
                ? left.figure > right.figure
                : left.video.name.utf8.lexicographicallyPrecedes(right.video.name.utf8)
        }.map(\.video)
    }

    /// What is sorted by, larger ones first; the same for all in the order of names.
    private func figure(of video: FolderReport.Video) -> Double {
        switch self {
        case .name: 0
        case .duration: video.durationSeconds.flatMap { $0.isNaN ? nil : $0 } ?? -1
        case .tokens: Double(video.block.total)
        case .kept: Double(video.block.kept)
        case .share: video.keptShare ?? -1
        case .size: Double(video.outputBytes)
        case .warnings: Double(video.warnings.reduce(0) { $0 + $1.count })
        case .outliers: Double(video.outlier.count)
        }
    }
}

extension FolderReport {
    /// The report with its videos in another order.
    public func sorted(by order: FolderOrder) -> FolderReport {
        var report = self
        report.videos = order.sorted(videos)
        return report
    }
}

extension FolderReport.Video {
    /// Share of its tokens that is kept; nil without tokens.
    public var keptShare: Double? { block.total > 0 ? Double(block.kept) / Double(block.total) : nil }
}
