import OmniZipBundle
import OmniZipIngest

/// How far a run is, for a person.
public struct StatusReport: Sendable {
    private let status: CatalogStatus

    /// A report on `status`.
    public init(_ status: CatalogStatus) {
        self.status = status
    }

    /// The lines of the report.
    public var lines: [String] {
        guard status.activity != .none else { return ["no run yet"] }
        return [activity, inputs] + rates + [tokens] + failures + running
    }

    private var activity: String {
        let worked = Quantity.duration(seconds: status.workedSeconds)
        let catalogs = status.catalogs > 1 ? " in \(Quantity.count(status.catalogs)) catalogs" : ""
        return switch status.activity {
        case .none, .running: "running\(catalogs) for \(worked)"
        case .ended: "ended\(catalogs) after \(worked)"
        case .silent: "no sign of life\(catalogs) after \(worked): killed? The same command goes on with it"
        }
    }

    private var inputs: String {
        let counts = status.counts
        var parts = ["\(Quantity.count(counts.done)) done"]
        if counts.failed > 0 { parts.append("\(Quantity.count(counts.failed)) failed") }
        if counts.skipped > 0 { parts.append("\(Quantity.count(counts.skipped)) skipped: no media") }
        parts.append("\(Quantity.count(counts.pending + counts.running)) left of \(Quantity.count(counts.inputs))")
        return "videos: " + parts.joined(separator: ", ")
    }

    private var rates: [String] {
        guard let videos = status.videosPerSecond else { return [] }
        var parts = ["\(Quantity.fixed(videos * 60, digits: 1)) videos a minute"]
        if let media = status.mediaSecondsPerSecond { parts.append("\(Quantity.fixed(media, digits: 1)) x real time") }
        if let rest = status.remainingSeconds { parts.append("\(Quantity.duration(seconds: rest)) to go") }
        return ["speed: " + parts.joined(separator: ", ")]
    }

    private var tokens: String {
        let both = status.video + status.audio
        return "tokens: \(Quantity.count(both.kept)) of \(Quantity.count(both.total)) kept "
            + "(\(Quantity.share(both.kept, of: both.total)))"
    }

    private var failures: [String] {
        status.failures.map { "failed: \(Quantity.count($0.count)) \($0.code)" }
    }

    private var running: [String] {
        status.running.map { video in
            let attempt = video.attempt > 1 ? ", attempt \(video.attempt)" : ""
            return
                "\(status.activity == .running ? "at work" : "was at work"): \(Printable.name(video.path)) (\(Quantity.duration(seconds: video.seconds))\(attempt))"
        }
    }
}
