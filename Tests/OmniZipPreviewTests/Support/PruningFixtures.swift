import OmniZipBundle
import OmniZipCore

@testable import OmniZipPreview

/// Reports built by hand: counts follow from simple arithmetic, so that expected text does not depend on any other code.
enum PruningFixtures {
    /// Quotes, markup, a line break, a terminal code, an emoji of several characters, text from right to left and a
    /// character that turns the order of what follows.
    static let hostileName =
        "a \"b\" 'c' <script>alert(1)</script>\n\u{1b}[31m\u{1f469}\u{200d}\u{1f4bb} \u{5e9}\u{5dc}\u{5d5}\u{5dd} "
        + "\u{202e}4pm.\u{2028}mp4"

    /// Every kind of report, by name.
    static let all: [(name: String, report: PruningReport)] = [
        ("talk", talk), ("silent", silent), ("podcast", podcast), ("lecture", lecture), ("hostile", hostile),
    ]

    /// 64 s of sound and pictures, with other methods, a sweep and rates that fit.
    static var talk: PruningReport {
        // Kept pictures follow kept sound, as they do in OmniZip.
        let windows = (0..<32).map { index in
            let audioKept = 22 + index * 7 % 29
            return window(index, audioKept: audioKept, videoKept: 40 + 2 * audioKept + index % 5)
        }
        let chosen = outcome(
            "omnizip", windows, rates: (0.3, 0.6),
            loss: LossFigures(
                psnrDecibels: 27.314, movingCells: TokenCount(total: 1688, kept: 1203),
                longestDroppedAudioSeconds: 0.32, salientEnergyKept: 0.9312), teraflops: 120)
        var report = self.report(
            "talks/keynote.mp4", frames: 128, grid: [64, 18, 32], windows: chosen, hasAudio: true)
        report.alternatives = alternatives(chosen)
        report.sweep = sweep(chosen)
        report.budget = BudgetReport(
            maxTokens: 5000, result: .rates,
            setting: BudgetReport.Setting(
                rhoAudio: 0.3, rhoVideo: 0.6, framesPerSecond: 2, maxPixels: 602_112, tokens: chosen.block.kept),
            isApplied: true)
        report.warnings = [ReportedWarning(code: "timestamps", message: "timestamps were repaired", count: 3)]
        report.outputBytes = 31_415_926
        return report
    }

    /// Pictures alone, planned; needs fewer frames.
    static var silent: PruningReport {
        let windows = (0..<16).map { window($0, audio: 0, audioKept: 0, videoKept: 115, isGuided: false) }
        let chosen = outcome("omnizip", windows, rates: (0.3, 0.6), loss: LossFigures())
        var report = self.report(
            "timelapse.mov", basis: .plan, frames: 64, grid: [32, 18, 32], windows: chosen, hasAudio: false)
        report.budget = BudgetReport(
            maxTokens: 900, result: .sampling,
            setting: BudgetReport.Setting(
                rhoAudio: 0.45, rhoVideo: 0.75, framesPerSecond: 0.75, maxPixels: 401_408, tokens: 864),
            isApplied: false)
        report.warnings = [
            ReportedWarning(code: "no_audio", message: "no audio tokens: video pruned evenly", count: 1)
        ]
        report.outputBytes = 15_200_000
        return report
    }

    /// Sound alone.
    static var podcast: PruningReport {
        let windows = (0..<45).map { window($0, video: 0, audioKept: 20 + $0 * 11 % 23, videoKept: 0) }
        let chosen = outcome(
            "omnizip", windows, rates: (0.3, 0.6),
            loss: LossFigures(longestDroppedAudioSeconds: 0.64, salientEnergyKept: 0.884))
        var report = self.report("podcast.m4a", frames: 0, grid: [0, 0, 0], windows: chosen, hasAudio: true)
        report.warnings = [
            ReportedWarning(code: "no_video", message: "no video stream: audio-only bundle", count: 1)
        ]
        report.outputBytes = 8_100_000
        return report
    }

    /// 300 windows of a bundle, a part of them without sound; no rates are enough.
    static var lecture: PruningReport {
        let windows = (0..<300).map { index in
            (120..<160).contains(index)
                ? window(index, audio: 0, audioKept: 0, videoKept: 115, isGuided: false)
                : window(
                    index, audioKept: 12 + index / 10 + index * 7 % 9, videoKept: 190 - index / 2 + index * 37 % 41)
        }
        let chosen = outcome("omnizip", windows, rates: (0.3, 0.6), loss: LossFigures(longestDroppedAudioSeconds: 1.2))
        var report = self.report(
            "course/2026/week-07/a-lecture-whose-name-is-longer-than-a-line-of-a-terminal-is-wide-and-goes-on.mp4",
            basis: .bundle, frames: 1200, grid: [600, 18, 32], windows: chosen, hasAudio: true)
        report.source.video = nil
        report.source.audio = nil
        report.budget = BudgetReport(
            maxTokens: 2000, result: .impossible,
            setting: BudgetReport.Setting(
                rhoAudio: 0.45, rhoVideo: 0.75, framesPerSecond: 0.5, maxPixels: 100_352, tokens: 8731),
            isApplied: false)
        report.outputBytes = 290_000_000
        return report
    }

    /// A part of a video whose name and warnings are of ill will.
    static var hostile: PruningReport {
        let windows = (0..<3).map { window($0, audioKept: 30 + $0, videoKept: 100 + 10 * $0) }
        let chosen = outcome(
            "omnizip", windows, rates: (0.3, 0.6),
            loss: LossFigures(
                psnrDecibels: 100, movingCells: TokenCount(total: 0, kept: 0), longestDroppedAudioSeconds: 0,
                salientEnergyKept: 1))
        var report = self.report(hostileName, frames: 12, grid: [6, 18, 32], windows: chosen, hasAudio: true)
        report.source.part = BundlePart(startSeconds: 90, endSeconds: nil, originSeconds: 90.04)
        report.warnings = [
            ReportedWarning(code: "x", message: "\(hostileName): \u{2069}\u{9b}2J was not read", count: 1)
        ]
        return report
    }
}

extension PruningFixtures {
    /// Window `index` of two seconds, two patches of 144 cells.
    static func window(
        _ index: Int, audio: Int = 50, video: Int = 288, audioKept: Int, videoKept: Int, isGuided: Bool = true
    ) -> WindowOutcome {
        let rate = video > 0 ? Double(video - videoKept) / Double(video) : nil
        return WindowOutcome(
            index: index, seconds: Double(2 * index)..<Double(2 * index + 2), patches: 2 * index..<2 * index + 2,
            audioTokens: audio * index..<audio * (index + 1), video: TokenCount(total: video, kept: videoKept),
            audio: TokenCount(total: audio, kept: audioKept), baseRate: isGuided ? rate : nil, rate: rate,
            loss: LossFigures())
    }

    private static func outcome(
        _ method: String, _ windows: [WindowOutcome], rates: (audio: Double, video: Double), loss: LossFigures,
        teraflops: Double? = nil
    ) -> PruningOutcome {
        let none = TokenCount(total: 0, kept: 0)
        let (video, audio) = (windows.reduce(none) { $0 + $1.video }, windows.reduce(none) { $0 + $1.audio })
        return PruningOutcome(
            id: method, method: method, rhoAudio: rates.audio, rhoVideo: rates.video, video: video, audio: audio,
            cost: PruningCost(tokens: video + audio, model: .qwen25Omni7B, teraflops: teraflops), loss: loss,
            windows: windows)
    }

    private static func alternatives(_ chosen: PruningOutcome) -> [PruningOutcome] {
        let methods = ["fixed", "dycoke", "uniform", "random", "energy"]
        return methods.enumerated().map { index, method in
            let step = Double(index)
            var other = outcome(
                method, chosen.windows, rates: (0.3, 0.6),
                loss: LossFigures(
                    psnrDecibels: 26.9 - 0.71 * step, movingCells: TokenCount(total: 1688, kept: 1280 - 90 * index),
                    longestDroppedAudioSeconds: index == 2 ? 0.08 : 0.4 + 0.24 * step,
                    salientEnergyKept: index == 4 ? 0.97 : 0.81 - 0.05 * step))
            other.windows = []
            return other
        }
    }

    private static func sweep(_ chosen: PruningOutcome) -> [PruningOutcome] {
        [(0.1, 0.4), (0.1, 0.6), (0.3, 0.6), (0.3, 0.8), (0.45, 0.75)].map { audio, video in
            let total = (audio: chosen.audio.total, video: chosen.video.total)
            let counts = (
                audio: TokenCount(total: total.audio, kept: Int(Double(total.audio) * (1 - audio))),
                video: TokenCount(total: total.video, kept: Int(Double(total.video) * (1 - video)))
            )
            if (audio, video) == (chosen.rhoAudio, chosen.rhoVideo) {
                var same = chosen
                same.windows = []
                return same
            }
            return PruningOutcome(
                id: "omnizip-\(audio)-\(video)", method: "omnizip", rhoAudio: audio, rhoVideo: video,
                video: counts.video, audio: counts.audio,
                cost: PruningCost(tokens: counts.video + counts.audio, model: .qwen25Omni7B),
                loss: LossFigures(
                    psnrDecibels: 33 - 10 * video,
                    movingCells: TokenCount(total: 1688, kept: Int(1688 * (1.2 - video))),
                    longestDroppedAudioSeconds: audio, salientEnergyKept: 1 - audio / 5), windows: [])
        }
    }

    private static func report(
        _ name: String, basis: PruningReport.Basis = .full, frames: Int, grid: [Int], windows chosen: PruningOutcome,
        hasAudio: Bool
    ) -> PruningReport {
        let seconds = Double(2 * chosen.windows.count)
        let digest = String(repeating: "0123456789abcdef", count: 4)
        let hasVideo = frames > 0
        let metadata = BundleMetadata(
            generatorVersion: "0.1.0", profile: "qwen2.5-omni", encoder: "weight-free", encoderVersion: "2",
            dimension: 64, content: .plan, parameters: CompressionParameters(), gridTHW: grid,
            resizedHeight: hasVideo ? 252 : 0, resizedWidth: hasVideo ? 448 : 0, sampling: "linspace", timing: "true",
            effectiveFramesPerSecond: hasVideo ? 2 : 0, secondsPerGrid: hasVideo ? 1 : 0,
            melFrames: hasAudio ? Int(seconds * 100) : 0, audioSamples: hasAudio ? Int(seconds * 16000) : 0,
            audioLeadSeconds: 0, audioTruncated: false, nextPosition: 4, sourceName: name, sourceBytes: 10,
            sourceSHA256: digest, configSHA256: digest)
        let video = VideoStreamSummary(
            streamIndex: 0, codec: "h264", pixelFormat: "yuv420p", width: 1920, height: 1080, rotationDegrees: 0,
            frameCount: Int(seconds * 30), framesPerSecond: 30_000.0 / 1001, decodeStrategy: "skip")
        let audio = AudioStreamSummary(streamIndex: hasVideo ? 1 : 0, codec: "aac", sampleRate: 48_000, channels: 2)
        return PruningReport(
            generatorVersion: "0.1.0", basis: basis,
            source: PreviewSource(
                name: name, bytes: 48_230_912, format: "mov,mp4,m4a,3gp,3g2,mj2", durationSeconds: seconds,
                video: hasVideo ? video : nil, audio: hasAudio ? audio : nil), profile: "qwen2.5-omni",
            encoder: "weight-free", parameters: ParameterSummary(metadata.parameters),
            sampling: SamplingSummary(metadata, frames: frames), chosen: chosen)
    }
}
