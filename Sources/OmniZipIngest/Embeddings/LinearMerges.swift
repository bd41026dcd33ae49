import OmniZipBundle

/// A plan's merge table by modality, in indices of its tokens instead of block positions.
struct LinearMerges {
    /// One target and all that flows into it, its own entry included.
    struct Group {
        let target: Int
        let entries: [(source: Int, weight: Double)]
    }

    /// Targets among the video tokens, ascending.
    private(set) var video: [Group] = []
    /// Targets among the audio tokens, ascending.
    private(set) var audio: [Group] = []

    /// The table of a plan that obeys its rules: sorted by target, no target and source of different modalities.
    init(_ plan: PruningPlan) {
        var counts: (video: Int, audio: Int) = (0, 0)
        let index = plan.modality.map { kind in
            if kind == TokenModality.video.code {
                counts.video += 1
                return counts.video - 1
            }
            counts.audio += 1
            return counts.audio - 1
        }
        let merges = plan.merges
        var start = 0
        while start < merges.count {
            let target = merges.target[start]
            let end = merges.target[start...].firstIndex { $0 != target } ?? merges.count
            let group = Group(
                target: index[Int(target)],
                entries: (start..<end).map { (index[Int(merges.source[$0])], Double(merges.weight[$0])) })
            let isVideo = plan.modality[Int(target)] == TokenModality.video.code
            if isVideo { video.append(group) } else { audio.append(group) }
            start = end
        }
    }
}
