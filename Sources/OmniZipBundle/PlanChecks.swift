/// The rules of a plan, one function a group; collects what is broken.
final class PlanChecks {
    /// Largest distance of a target's weights from 1.
    private static let weightTolerance = 1e-5

    private let plan: PruningPlan
    private var problems: [BundleProblem] = []
    private var mergedSources: Set<Int> = []

    private init(plan: PruningPlan) { self.plan = plan }

    /// Broken rules; empty if the plan is sound. Complexity: O(M + K + N).
    static func problems(in plan: PruningPlan) -> [BundleProblem] {
        let checks = PlanChecks(plan: plan)
        checks.checkCounts()
        checks.checkMasks()
        checks.checkScores()
        checks.checkMerges()
        checks.checkBudget()
        checks.checkWindows()
        return checks.problems
    }

    private func report(_ subject: String, _ message: String) {
        problems.append(BundleProblem(subject: subject, message: message))
    }

    private func expect(_ condition: Bool, _ subject: String, _ message: @autoclosure () -> String) {
        if !condition { report(subject, message()) }
    }

    private func checkCounts() {
        let (cells, overflow) = plan.grid.height.multipliedReportingOverflow(by: plan.grid.width)
        let (video, overflow2) = cells.multipliedReportingOverflow(by: plan.patchCount)
        let sane = !overflow && !overflow2 && min(plan.grid.height, plan.grid.width, plan.patchCount) >= 0
        expect(
            sane && video == plan.videoKeep.count, "video_keep",
            "\(plan.patchCount) x \(plan.grid.height) x \(plan.grid.width) cells, but \(plan.videoKeep.count) values"
        )
        for (name, count) in [
            ("audio_saliency", plan.audioSaliency.count), ("audio_video_score", plan.audioVideoScore.count),
        ] {
            expect(count == plan.audioKeep.count, name, "\(count) values for \(plan.audioKeep.count) audio tokens")
        }
    }

    private func checkMasks() {
        let video = plan.modality.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
        let audio = plan.modality.reduce(0) { $0 + ($1 == 2 ? 1 : 0) }
        expect(video + audio == plan.modality.count, "modality", "holds values other than 1 and 2")
        expect(
            video == plan.videoKeep.count, "modality", "\(video) video positions, \(plan.videoKeep.count) tokens")
        expect(
            audio == plan.audioKeep.count, "modality", "\(audio) audio positions, \(plan.audioKeep.count) tokens")
        expect(plan.modality.count <= Int(Int32.max), "modality", "more positions than 32 bits can count")
    }

    private func checkScores() {
        expect(plan.audioSaliency.allSatisfy(\.isFinite), "audio_saliency", "a value is not finite")
        expect(plan.audioVideoScore.allSatisfy(\.isFinite), "audio_video_score", "a value is not finite")
    }

    private func checkMerges() {
        let merges = plan.merges
        guard merges.source.count == merges.count, merges.weight.count == merges.count else {
            return report("merge_target", "the three merge tensors differ in length")
        }
        let keep = plan.keep ?? []
        var index = 0
        while index < merges.count {
            let target = merges.target[index]
            var end = index
            var total = 0.0
            while end < merges.count, merges.target[end] == target {
                total += Double(merges.weight[end])
                let source = merges.source[end]
                if !(source >= 0 && Int(source) < plan.modality.count) {
                    return report("merge_source", "entry \(end): position \(source) is not in the block")
                }
                if !(merges.weight[end] >= 0) {
                    return report("merge_weight", "entry \(end): \(merges.weight[end]) is not a share")
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
            let source = Int(plan.merges.source[entry])
            expect(!keep[source], "merge_source", "entry \(entry): position \(source) is kept")
            expect(
                plan.modality[source] == plan.modality[target], "merge_source",
                "entry \(entry): position \(source) is not of the modality of \(target)")
            expect(
                mergedSources.insert(source).inserted, "merge_source",
                "entry \(entry): position \(source) is merged twice")
        }
    }

    /// Scope `window` never misses its budget: floor((1 - rho_video) T C + 0.5) video tokens are kept.
    private func checkBudget() {
        let parameters = plan.parameters
        guard parameters.scope == .window else { return }
        let total = plan.videoKeep.count
        let wanted = ((1 - parameters.rhoVideo) * Double(total) + 0.5).rounded(.down)
        let kept = BlockMask.trueCount(plan.videoKeep)
        expect(
            abs(Double(kept) - wanted) < 1, "video_keep",
            "\(kept) of \(total) tokens are kept, rho_video = \(parameters.rhoVideo) keeps \(Int(max(0, min(wanted, 1e15))))"
        )
    }

    private func checkWindows() {
        var patch = 0
        var audio = 0
        for (index, window) in plan.windows.enumerated() {
            expect(
                window.patches.lowerBound == patch, "window_patches",
                "window \(index) begins at patch \(window.patches.lowerBound), not \(patch)")
            expect(
                window.audio.lowerBound == audio, "window_audio",
                "window \(index) begins at audio token \(window.audio.lowerBound), not \(audio)")
            patch = window.patches.upperBound
            audio = window.audio.upperBound
            checkRates(window, index: index)
        }
        expect(patch == plan.patchCount, "window_patches", "\(patch) of \(plan.patchCount) patches are in windows")
        expect(
            audio == plan.audioKeep.count, "window_audio",
            "\(audio) of \(plan.audioKeep.count) audio tokens are in windows")
    }

    private func checkRates(_ window: PlanWindow, index: Int) {
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
}
