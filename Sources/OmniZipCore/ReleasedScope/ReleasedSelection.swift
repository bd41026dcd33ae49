/// What scope `released` takes from saliency and geometry.
struct ReleasedSelection: Sendable {
    /// Audio tokens selected by saliency, [Na].
    let dominant: [Bool]
    /// Anchors over the whole clip, ascending.
    let anchors: [Int]
    /// Kept audio tokens, [Na].
    let audioKeep: [Bool]
    /// Share of each window's audio tokens that are kept, [N]; NaN where it has none.
    let retention: [Double]
    /// Base rate of each window, [N]; NaN where unguided.
    let baseRate: [Double]
    /// Final rate of each window, [N].
    let rate: [Double]
    /// Video tokens that each patch keeps, [T].
    let keptCellsPerPatch: [Int]
    /// Video tokens that each window keeps, [N].
    let keptCells: [Int]

    init(saliency: [Float], windows: [TimeWindow], cellsPerPatch: Int, parameters: CompressionParameters) {
        dominant = AudioSelection.dominant(saliency: saliency, rhoAudio: parameters.rhoAudio)
        let dominant = dominant
        anchors =
            parameters.mergeCount > 0
            ? AudioAnchors.place(
                among: saliency.indices.filter { !dominant[$0] }, tokenCount: saliency.count,
                ratio: parameters.contextualRatio) : []
        var keep = dominant
        for anchor in anchors { keep[anchor] = true }
        audioKeep = keep
        let retention = windows.map { window in
            ReleasedRates.retention(
                kept: window.audio.reduce(0) { $0 + (keep[$1] ? 1 : 0) }, tokenCount: window.audio.count)
        }
        var base = [Double](repeating: .nan, count: windows.count)
        var rate = [Double](repeating: parameters.rhoVideo, count: windows.count)
        let guided = windows.indices.filter { windows[$0].isGuided }
        for i in guided { base[i] = RetentionRates.baseRate(retention: retention[i], parameters: parameters) }
        let final = ReleasedRates.rates(
            base: guided.map { base[$0] }, sizes: guided.map { windows[$0].patches.count * cellsPerPatch },
            parameters: parameters)
        for (i, value) in zip(guided, final) { rate[i] = value }
        let perPatch = rate.map { ReleasedRates.keptPerPatch(cells: cellsPerPatch, rate: $0) }
        self.retention = retention
        baseRate = base
        self.rate = rate
        keptCells = zip(windows, perPatch).map { $0.patches.count * $1 }
        keptCellsPerPatch = zip(windows, perPatch).flatMap { [Int](repeating: $1, count: $0.patches.count) }
    }
}
