import OmniZipBundle

@testable import OmniZipPreview

/// Reports on folders built by hand.
enum FolderFixtures {
    /// Every kind of report, by name.
    static let all: [(name: String, report: FolderReport)] = [
        ("folder", folder), ("folder-few", few), ("folder-none", none),
    ]

    /// Twelve alike, one that differs, all kinds of reports, and failures.
    static var folder: FolderReport {
        var videos = PruningFixtures.all.map { FolderReport.Video($0.report) }
        videos += (0..<12).map { video("clips/\($0 < 10 ? "0" : "")\($0).mp4", kept: 4900 + 31 * $0) }
        videos.append(video("clips/static-camera.mp4", kept: 10_400))
        return FolderReport(
            generatorVersion: "0.1.0", basis: .plan, model: "qwen2.5-omni-7b", rhoAudio: 0.3, rhoVideo: 0.6,
            videos: videos,
            failures: [
                failure("broken/cut.mp4", "no frame could be decoded", hint: "is the download complete?"),
                failure(PruningFixtures.hostileName, "moov atom not found", hint: nil),
            ], skipped: 3)
    }

    /// Two videos, nothing else to tell.
    static var few: FolderReport {
        FolderReport(
            generatorVersion: "0.1.0", basis: .full, model: "qwen2.5-omni-7b", rhoAudio: 0.3, rhoVideo: 0.6,
            videos: [video("a.mp4", kept: 5000), video("b.mp4", kept: 4000)])
    }

    /// No video at all.
    static var none: FolderReport {
        FolderReport(
            generatorVersion: "0.1.0", basis: .plan, model: "qwen2.5-omni-7b", rhoAudio: 0.3, rhoVideo: 0.6,
            videos: [], failures: (0..<45).map { failure("\($0).mp4", "no media", hint: nil) })
    }

    /// A video of 64 s and 10,816 tokens, of which `kept` are kept.
    static func video(_ name: String, kept: Int, seconds: Double? = 64) -> FolderReport.Video {
        var report = PruningFixtures.talk
        report.source.name = name
        report.source.durationSeconds = seconds
        report.warnings = []
        report.chosen.block = TokenCount(total: 10_816, kept: kept)
        report.chosen.video = TokenCount(total: 9216, kept: kept - 1000)
        report.chosen.audio = TokenCount(total: 1600, kept: 1000)
        report.chosen.cost = PruningCost(tokens: report.chosen.block, model: .qwen25Omni7B)
        return FolderReport.Video(report)
    }

    static func failure(_ path: String, _ message: String, hint: String?) -> FailureLine {
        FailureLine(
            path: path, failureClass: .permanent, stage: "index", code: "damaged", message: message, hint: hint,
            attempts: 1)
    }
}
