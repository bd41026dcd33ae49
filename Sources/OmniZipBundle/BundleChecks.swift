/// The rules of a bundle in memory, one function a group; collects what is broken.
final class BundleChecks {
    /// Largest distance of a target's weights from 1.
    static let weightTolerance = 1e-5

    let bundle: TokenBundle
    private(set) var problems: [BundleProblem] = []
    private var mergedSources: Set<Int> = []

    init(bundle: TokenBundle) { self.bundle = bundle }

    func run() {
        checkCounts()
        checkMasks()
        checkPositions()
        checkScores()
        checkMerges()
        checkBudget()
        checkWindows()
        checkFrames()
        problems += BundleInputs.problems(in: bundle)
        checkMetadata()
    }

    private func report(_ subject: String, _ message: String) {
        problems.append(BundleProblem(subject: subject, message: message))
    }

    private func expect(_ condition: Bool, _ subject: String, _ message: @autoclosure () -> String) {
        if !condition { report(subject, message()) }
    }

    private func checkCounts() {
        let (cells, overflow) = bundle.grid.height.multipliedReportingOverflow(by: bundle.grid.width)
        let (video, overflow2) = cells.multipliedReportingOverflow(by: bundle.patchCount)
        let sane = !overflow && !overflow2 && min(bundle.grid.height, bundle.grid.width, bundle.patchCount) >= 0
        expect(
            sane && video == bundle.videoKeep.count, "video_keep",
            "\(bundle.patchCount) x \(bundle.grid.height) x \(bundle.grid.width) cells, but \(bundle.videoKeep.count) values"
        )
        for (name, count) in [
            ("audio_saliency", bundle.audioSaliency.count), ("audio_video_score", bundle.audioVideoScore.count),
        ] {
            expect(count == bundle.audioKeep.count, name, "\(count) values for \(bundle.audioKeep.count) audio tokens")
        }
    }

    private func checkMasks() {
        let video = bundle.modality.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
        let audio = bundle.modality.reduce(0) { $0 + ($1 == 2 ? 1 : 0) }
        expect(video + audio == bundle.modality.count, "modality", "holds values other than 1 and 2")
        expect(
            video == bundle.videoKeep.count, "modality", "\(video) video positions, \(bundle.videoKeep.count) tokens")
        expect(
            audio == bundle.audioKeep.count, "modality", "\(audio) audio positions, \(bundle.audioKeep.count) tokens")
        expect(bundle.modality.count <= Int(Int32.max), "modality", "more positions than 32 bits can count")
    }

    private func checkPositions() {
        expect(
            bundle.positions.count == 3 * bundle.modality.count, "position_ids",
            "\(bundle.positions.count) ids for \(bundle.modality.count) positions on 3 axes")
        let isSound =
            switch bundle.positions {
            case .integer(let ids): ids.allSatisfy { $0 >= 0 }
            case .fractional(let ids): ids.allSatisfy { $0 >= 0 && $0 < .infinity }
            }
        expect(isSound, "position_ids", "an id is negative or not a number")
    }

    private func checkScores() {
        expect(bundle.audioSaliency.allSatisfy(\.isFinite), "audio_saliency", "a value is not finite")
        expect(bundle.audioVideoScore.allSatisfy(\.isFinite), "audio_video_score", "a value is not finite")
    }

    private func checkMerges() {
        let merges = bundle.merges
        guard merges.source.count == merges.count, merges.weight.count == merges.count else {
            return report("merge_target", "the three merge tensors differ in length")
        }
        let keep = bundle.keep ?? []
        var index = 0
        while index < merges.count {
            let target = merges.target[index]
            var end = index
            var total = 0.0
            while end < merges.count, merges.target[end] == target {
                total += Double(merges.weight[end])
                let source = merges.source[end]
                if !(source >= 0 && Int(source) < bundle.modality.count) {
                    return report("merge_source", "entry \(end): position \(source) is not in the block")
                }
                end += 1
            }
            guard target >= 0, Int(target) < keep.count, keep[Int(target)] else {
                return report("merge_target", "entry \(index): position \(target) is not kept")
            }
            guard merges.source[index] == target else {
                return report("merge_source", "the entries of target \(target) do not begin with its own")
            }
            checkSources(of: Int(target), in: index + 1..<end, keep: keep)
            guard abs(total - 1) <= Self.weightTolerance else {
                return report("merge_weight", "the weights of target \(target) sum to \(total)")
            }
            if end < merges.count, merges.target[end] < target {
                return report("merge_target", "entry \(end): targets are not in order")
            }
            index = end
        }
    }

    /// What is merged away is dropped, of the target's modality, and goes to one target only.
    private func checkSources(of target: Int, in entries: Range<Int>, keep: [Bool]) {
        for entry in entries {
            let source = Int(bundle.merges.source[entry])
            expect(!keep[source], "merge_source", "entry \(entry): position \(source) is kept")
            expect(
                bundle.modality[source] == bundle.modality[target], "merge_source",
                "entry \(entry): position \(source) is not of the modality of \(target)")
            expect(
                mergedSources.insert(source).inserted, "merge_source",
                "entry \(entry): position \(source) is merged twice")
        }
    }

    /// Scope `window` never misses its budget: floor((1 - rho_video) T C + 0.5) video tokens are kept.
    private func checkBudget() {
        let parameters = bundle.metadata.parameters
        guard parameters.scope == .window else { return }
        let total = bundle.videoKeep.count
        let wanted = ((1 - parameters.rhoVideo) * Double(total) + 0.5).rounded(.down)
        let kept = BlockMask.trueCount(bundle.videoKeep)
        expect(
            abs(Double(kept) - wanted) < 1, "video_keep",
            "\(kept) of \(total) tokens are kept, rho_video = \(parameters.rhoVideo) keeps \(Int(max(0, min(wanted, 1e15))))"
        )
    }

    private func checkWindows() {
        var patch = 0
        var audio = 0
        var start = -Double.infinity
        for (index, window) in bundle.windows.enumerated() {
            expect(
                window.patches.lowerBound == patch, "window_patches",
                "window \(index) begins at patch \(window.patches.lowerBound), not \(patch)")
            expect(
                window.audio.lowerBound == audio, "window_audio",
                "window \(index) begins at audio token \(window.audio.lowerBound), not \(audio)")
            patch = window.patches.upperBound
            audio = window.audio.upperBound
            expect(
                window.seconds.lowerBound >= start && window.seconds.upperBound < .infinity, "window_seconds",
                "window \(index) is not in the order of time")
            start = window.seconds.lowerBound
            checkRates(window, index: index)
        }
        expect(patch == bundle.patchCount, "window_patches", "\(patch) of \(bundle.patchCount) patches are in windows")
        expect(
            audio == bundle.audioKeep.count, "window_audio",
            "\(audio) of \(bundle.audioKeep.count) audio tokens are in windows")
    }

    private func checkRates(_ window: BundleWindow, index: Int) {
        func isFraction(_ value: Float) -> Bool { value >= 0 && value <= 1 }
        expect(isFraction(window.rate), "window_rate", "window \(index): \(window.rate) is not in [0, 1]")
        expect(
            window.retention.isNaN == window.audio.isEmpty && (window.audio.isEmpty || isFraction(window.retention)),
            "window_retention", "window \(index): \(window.retention) for \(window.audio.count) audio tokens")
        let isUnguided = window.audio.isEmpty || window.patches.isEmpty
        expect(
            window.baseRate.isNaN == isUnguided && (isUnguided || isFraction(window.baseRate)), "window_base_rate",
            "window \(index): \(window.baseRate) where \(isUnguided ? "nothing guides" : "audio guides")")
    }

    private func checkFrames() {
        expect(
            bundle.frameIndex.count == bundle.frameSeconds.count, "frame_seconds",
            "\(bundle.frameSeconds.count) times for \(bundle.frameIndex.count) frames")
        expect(
            zip(bundle.frameIndex, bundle.frameIndex.dropFirst()).allSatisfy { $0 <= $1 }
                && (bundle.frameIndex.first ?? 0) >= 0, "frame_index", "indices are not in presentation order")
        expect(
            zip(bundle.frameSeconds, bundle.frameSeconds.dropFirst()).allSatisfy { $0 <= $1 }
                && bundle.frameSeconds.allSatisfy(\.isFinite), "frame_seconds", "times are not in presentation order")
        expect(
            (bundle.frameIndex.count + 1) / 2 == bundle.patchCount, "frame_index",
            "\(bundle.frameIndex.count) frames for \(bundle.patchCount) patches")
    }

    private func checkMetadata() {
        let metadata = bundle.metadata
        expect(metadata.gridTHW.count == 3, "grid_thw", "needs three numbers")
        if metadata.gridTHW.count == 3 {
            let merged = [metadata.gridTHW[0], metadata.gridTHW[1] / 2, metadata.gridTHW[2] / 2]
            expect(
                merged == [bundle.patchCount, bundle.grid.height, bundle.grid.width], "grid_thw",
                "\(metadata.gridTHW) does not fit \(bundle.patchCount) patches of \(bundle.grid.height) x \(bundle.grid.width)"
            )
        }
        expect(metadata.dimension >= 1, "dimension", "\(metadata.dimension)")
        for (key, digest) in [
            ("source_sha256", metadata.sourceSHA256), ("config_sha256", metadata.configSHA256),
            ("saliency_sha256", metadata.saliencySHA256 ?? metadata.configSHA256),
        ] {
            let isDigest = digest.utf8.count == 64 && digest.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            expect(isDigest, key, "\"\(digest)\" is not 64 hex digits")
        }
        if let part = metadata.part {
            expect(part.isSound, "part_origin_seconds", "\(part) is no part of a recording")
        }
        expect(["linspace", "interval"].contains(metadata.sampling), "sampling", "\"\(metadata.sampling)\"")
        expect(["true", "processor"].contains(metadata.timing), "timing", "\"\(metadata.timing)\"")
    }
}
