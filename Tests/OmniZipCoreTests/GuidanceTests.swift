import Testing

@testable import OmniZipCore

@Suite struct GuidanceTests {
    private static let cases = 1_000

    /// Whatever the rule: the budget to the token, rates within the rule's bounds, and the same audio.
    @Test(arguments: Guidance.allCases)
    func theBudgetIsExactAndTheBoundsHold(_ guidance: Guidance) throws {
        for seed in 0..<UInt64(Self.cases) {
            var random = RandomClips(seed: seed + 3_000_000)
            let clip = random.clip()
            var parameters = random.parameters(scope: .window)
            let paper = try plan(clip, parameters)
            parameters.guidance = guidance
            let plan = try plan(clip, parameters)
            let total = clip.patchCount * clip.grid.count
            let wanted = BudgetAllocation.keptTotal(tokenCount: total, rhoVideo: parameters.rhoVideo)
            #expect(plan.keptCells.reduce(0, +) == wanted, "seed \(seed)")
            #expect(plan.keptCellsPerPatch.reduce(0, +) == wanted, "seed \(seed)")
            #expect(plan.audioKeep == paper.audioKeep && plan.anchors == paper.anchors, "seed \(seed)")
            let bounds = guidance.bounds(of: parameters)
            #expect(bounds.contains(parameters.rateMinimum) && bounds.contains(parameters.rateMaximum))
            var discard = 0.0
            var guided = 0.0
            for (i, window) in clip.windows.enumerated() where window.isGuided {
                #expect(bounds.contains(plan.baseRate[i]), "seed \(seed): base rate \(plan.baseRate[i])")
                let isWithin = (bounds.lowerBound - 1e-9...bounds.upperBound + 1e-9).contains(plan.rate[i])
                #expect(isWithin, "seed \(seed): rate \(plan.rate[i])")
                discard += plan.rate[i] * Double(window.patches.count * clip.grid.count)
                guided += Double(window.patches.count * clip.grid.count)
            }
            #expect(abs(discard - parameters.rhoVideo * guided) < 1e-6, "seed \(seed): rates miss the budget")
        }
    }

    private func plan(_ clip: TestClip, _ parameters: CompressionParameters) throws -> CompressionPlan {
        try CompressionPlan(
            saliency: clip.saliency, windows: clip.windows, patchCount: clip.patchCount,
            cellsPerPatch: clip.grid.count, parameters: parameters)
    }

    private func rates(_ guidance: Guidance, retention: [Double], saliency: [Float]) -> [Double] {
        let audio = retention.indices.map { $0 * 2..<$0 * 2 + 2 }
        return guidance.baseRates(
            retention: retention, audio: audio, saliency: saliency, parameters: CompressionParameters())
    }

    @Test func eachRuleIsWhatItsDescriptionSays() {
        let retention = [0.6, 0.7, 0.8]
        let saliency: [Float] = [1, 1, 1, 3, 5, 5]
        func expect(_ guidance: Guidance, _ wanted: [Double]) {
            let rates = rates(guidance, retention: retention, saliency: saliency)
            #expect(zip(rates, wanted).allSatisfy { abs($0 - $1) < 1e-12 }, "\(guidance): \(rates)")
        }
        expect(.paper, [0.75 - 0.4 * 0.6, 0.75 - 0.4 * 0.7, 0.75 - 0.4 * 0.8])
        expect(.stretched, [0.75, 0.55, 0.35])
        // The lower median is 1: mean excesses 0, 1 and 4.
        expect(.floor, [0.75, 0.75 - 0.4 * 0.25, 0.35])
        expect(.wide, [0.875 - 0.7 * 0.6, 0.875 - 0.7 * 0.7, 0.875 - 0.7 * 0.8])
    }

    @Test func stretchedIsThePapersWhereAllWindowsKeepAlike() {
        let paper = rates(.paper, retention: [0.7, 0.7], saliency: [])
        #expect(rates(.stretched, retention: [0.7, 0.7], saliency: []) == paper)
    }

    @Test func windowsThatDoNotDifferAreTreatedAlike() {
        for guidance in Guidance.allCases {
            let rates = rates(guidance, retention: [0.7, 0.7], saliency: [2, 2, 2, 2])
            #expect(rates[0] == rates[1], "\(guidance)")
            #expect(self.rates(guidance, retention: [], saliency: []).isEmpty)
        }
    }

    @Test func scopeReleasedHasItsOwn() {
        for guidance in Guidance.allCases {
            let parameters = CompressionParameters(scope: .released, guidance: guidance)
            if guidance == .paper {
                #expect(throws: Never.self) { try parameters.validate(guided: true) }
            } else {
                let error = #expect(throws: CompressionError.self) { try parameters.validate(guided: true) }
                #expect(error?.cause.contains(guidance.rawValue) == true)
            }
        }
    }
}
