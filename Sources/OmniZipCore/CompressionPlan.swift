/// What depends on saliency and geometry only, before any picture is decoded: which audio tokens stay, the pruning
/// rate of every window and the exact number of tokens that every patch keeps. The initialiser plans in scope `window`,
/// `inAnyScope` in both.
public struct CompressionPlan: Sendable {
    /// The parameters that it was made with.
    public let parameters: CompressionParameters
    /// The windows, in order; N of them.
    public let windows: [TimeWindow]
    /// Temporal patches of the clip, T.
    public let patchCount: Int
    /// Cells of a patch, C.
    public let cellsPerPatch: Int
    /// Audio tokens selected by saliency, [Na].
    public let dominant: [Bool]
    /// Anchors of each window: indices of the clip's audio tokens, ascending.
    public let anchors: [[Int]]
    /// Kept audio tokens, dominant or anchor, [Na].
    public let audioKeep: [Bool]
    /// Share of each window's audio tokens that are kept, [N]; NaN where it has none.
    public let retention: [Double]
    /// Video pruning rate of each window before the budget, [N]; NaN where no audio guides it.
    public let baseRate: [Double]
    /// Video pruning rate of each window, [N]: the share that goes.
    public let rate: [Double]
    /// Video tokens that each window keeps, [N].
    public let keptCells: [Int]
    /// Video tokens that each patch keeps, [T].
    public let keptCellsPerPatch: [Int]

    /// Plans a clip.
    ///
    /// - Parameters:
    ///   - saliency: attention received by each audio token, [Na], finite.
    ///   - windows: stretches that cover all audio tokens and patches once each, in order; either part may be empty.
    ///   - patchCount: temporal patches, T.
    ///   - cellsPerPatch: cells of a patch, C.
    ///   - parameters: scope must be `window`; temporal mode and score scale do not matter here.
    /// - Throws: `CompressionError` if a parameter is out of range, a saliency is not finite, the windows do not tile,
    ///   or sizes are too large.
    /// - Complexity: O(Na + T + N log N); guidance `floor` sorts the saliency, O(Na log Na + T + N log N).
    public init(
        saliency: [Float], windows: [TimeWindow], patchCount: Int, cellsPerPatch: Int,
        parameters: CompressionParameters
    ) throws(CompressionError) {
        let tokenCount = try Self.check(saliency, windows, patchCount, cellsPerPatch, parameters)
        let audio = Self.planAudio(saliency, windows, parameters)
        let rates = Self.planRates(windows, saliency, audio.keep, cellsPerPatch, parameters)
        let total = BudgetAllocation.keptTotal(tokenCount: tokenCount, rhoVideo: parameters.rhoVideo)
        let sizes = windows.map { $0.patches.count * cellsPerPatch }
        let kept = BudgetAllocation.keptPerWindow(rates: rates.final, sizes: sizes, total: total)

        self.parameters = parameters
        self.windows = windows
        self.patchCount = patchCount
        self.cellsPerPatch = cellsPerPatch
        dominant = audio.dominant
        anchors = audio.anchors
        audioKeep = audio.keep
        retention = rates.retention
        baseRate = rates.base
        rate = rates.final
        keptCells = kept
        keptCellsPerPatch = zip(windows, kept).flatMap {
            BudgetAllocation.keptPerPatch(kept: $1, patchCount: $0.patches.count)
        }
    }

    private static func check(
        _ saliency: [Float], _ windows: [TimeWindow], _ patchCount: Int, _ cellsPerPatch: Int,
        _ parameters: CompressionParameters
    ) throws(CompressionError) -> Int {
        guard parameters.scope == .window else {
            throw CompressionError(
                code: .parameterOutOfRange, operation: "plan", cause: "scope released cannot be planned ahead",
                remedy: "use scope window, or compress given embeddings")
        }
        let tokenCount = try InputValidation.tokenCount(patchCount: patchCount, cellsPerPatch: cellsPerPatch)
        try InputValidation.check(saliency: saliency)
        try InputValidation.checkTiling(windows, audioCount: saliency.count, patchCount: patchCount)
        try parameters.validate(guided: windows.contains(where: \.isGuided))
        return tokenCount
    }

    private static func planAudio(
        _ saliency: [Float], _ windows: [TimeWindow], _ parameters: CompressionParameters
    ) -> (dominant: [Bool], anchors: [[Int]], keep: [Bool]) {
        let dominant = AudioSelection.dominant(saliency: saliency, rhoAudio: parameters.rhoAudio)
        var keep = dominant
        var anchors = [[Int]](repeating: [], count: windows.count)
        // No merging, no anchors: there would be nothing for them to stand for.
        guard parameters.mergeCount > 0 else { return (dominant, anchors, keep) }
        for (i, window) in windows.enumerated() {
            anchors[i] = AudioAnchors.place(
                among: window.audio.filter { !dominant[$0] }, tokenCount: window.audio.count,
                ratio: parameters.contextualRatio)
            for anchor in anchors[i] { keep[anchor] = true }
        }
        return (dominant, anchors, keep)
    }

    private static func planRates(
        _ windows: [TimeWindow], _ saliency: [Float], _ audioKeep: [Bool], _ cellsPerPatch: Int,
        _ parameters: CompressionParameters
    ) -> (retention: [Double], base: [Double], final: [Double]) {
        let retention = windows.map { window in
            RetentionRates.retention(
                kept: window.audio.reduce(0) { $0 + (audioKeep[$1] ? 1 : 0) }, tokenCount: window.audio.count)
        }
        var base = [Double](repeating: .nan, count: windows.count)
        var final = [Double](repeating: parameters.rhoVideo, count: windows.count)
        let guided = windows.indices.filter { windows[$0].isGuided }
        let asked = parameters.guidance.baseRates(
            retention: guided.map { retention[$0] }, audio: guided.map { windows[$0].audio }, saliency: saliency,
            parameters: parameters)
        for (i, rate) in zip(guided, asked) { base[i] = rate }
        let bounds = parameters.guidance.bounds(of: parameters)
        let filled = WaterFilling.rates(
            base: asked, sizes: guided.map { windows[$0].patches.count * cellsPerPatch }, goal: parameters.rhoVideo,
            low: bounds.lowerBound, high: bounds.upperBound)
        for (i, rate) in zip(guided, filled) { final[i] = rate }
        return (retention, base, final)
    }
}

extension CompressionPlan: Equatable {
    /// Equal in every bit: a rate that is NaN equals itself.
    public static func == (a: CompressionPlan, b: CompressionPlan) -> Bool {
        a.parameters == b.parameters && a.windows == b.windows && a.patchCount == b.patchCount
            && a.cellsPerPatch == b.cellsPerPatch && a.dominant == b.dominant && a.anchors == b.anchors
            && a.audioKeep == b.audioKeep && a.keptCells == b.keptCells
            && a.keptCellsPerPatch == b.keptCellsPerPatch && sameBits(a.retention, b.retention)
            && sameBits(a.baseRate, b.baseRate) && sameBits(a.rate, b.rate)
    }

    private static func sameBits(_ a: [Double], _ b: [Double]) -> Bool {
        a.elementsEqual(b) { $0.bitPattern == $1.bitPattern }
    }
}
