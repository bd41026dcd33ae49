import OmniZipBundle
import OmniZipCore

/// Applies an existing plan to another encoder's embeddings: keeps what it keeps, merges what it merges.
public struct PlanApplicator: Sendable {
    // Values that are read at once: 1 MB. Kept tokens that follow each other are few.
    private static let chunkValues = 1 << 18

    /// The plan.
    public let plan: PruningPlan
    /// Where it came from.
    public let planPath: String
    /// Element type of the tokens that are written.
    public let precision: TokenPrecision

    /// Reads and checks the plan of a bundle or of an output of `compress`.
    ///
    /// #### Errors
    /// `system` and `malformed` if it is no sound safetensors file, `unsupported` for another schema, `invalid` with the
    /// first broken rule.
    public init(planPath: String, precision: TokenPrecision = .f32) throws(BundleError) {
        self.init(try PruningPlan(path: planPath), from: planPath, precision: precision)
    }

    /// Applies `plan`, which came from `planPath` and obeys its rules.
    init(_ plan: PruningPlan, from planPath: String, precision: TokenPrecision) {
        self.plan = plan
        self.planPath = planPath
        self.precision = precision
    }

    /// Applies the plan to the file at `path` and publishes the result at `outputPath`; an error leaves nothing there.
    ///
    /// Only kept tokens and what is merged into them are read.
    ///
    /// - Parameter name: the file in the report; nil: its path.
    /// - Throws: `EmbeddingsFailure` with a `BundleError`: `mismatch` with both geometries if the plan does not fit,
    ///   `invalid` naming tensor, row and column at fault.
    public func apply(
        to path: String, output outputPath: String, reportedAs name: String? = nil
    ) throws(EmbeddingsFailure) -> EmbeddingsReport {
        let clock = EmbeddingsClock()
        let rows = try clock.measure(.read) { try EmbeddingRows(path: path) }
        try clock.measure(.plan) { try requireFit(rows) }
        let video = plan.keptCount(of: .video)
        let spool = try clock.measure(.write) {
            try TokenSpool(
                rowCount: video + plan.keptCount(of: .audio), dimension: rows.dimension, precision: precision,
                path: outputPath, memoryLimitBytes: EmbeddingsBuffers.spoolBytes)
        }
        let merges = LinearMerges(plan)
        try write(.video, of: rows, groups: merges.video, to: spool, firstRow: 0, clock)
        try write(.audio, of: rows, groups: merges.audio, to: spool, firstRow: video, clock)
        let result = CompressedEmbeddings(
            plan: plan, sourceName: FileName.last(of: path), planName: FileName.last(of: planPath),
            generatorVersion: ProgramVersion.current)
        try clock.measure(.write) { try result.write(to: outputPath, tokens: spool) }
        return EmbeddingsReport(
            plan, input: name ?? path, output: outputPath, planPath: planPath, timings: clock.timings)
    }

    /// Refuses embeddings of another geometry.
    private func requireFit(_ rows: EmbeddingRows) throws(BundleError) {
        let grid = try rows.grid()
        let fits =
            rows.videoCount == plan.videoKeep.count && rows.audioCount == plan.audioKeep.count
            && (grid.map { $0.patchCount == plan.patchCount && $0.cells == plan.grid } ?? true)
        guard !fits else { return }
        let planned = "\(plan.patchCount) x \(plan.grid.height) x \(plan.grid.width)"
        let found = grid.map { "\($0.patchCount) x \($0.cells.height) x \($0.cells.width)" } ?? "\(rows.videoCount)"
        throw BundleError(
            code: .mismatch, operation: "apply plan \(planPath)", path: rows.path,
            cause: "the plan is for \(planned) video and \(plan.audioKeep.count) audio tokens, the file holds \(found) "
                + "video (\(rows.videoCount) rows) and \(rows.audioCount) audio tokens",
            remedy: "make both from the same video with the same profile, frames per second, picture size "
                + "(--max-pixels) and length of audio")
    }

    private func write(
        _ modality: TokenModality, of rows: EmbeddingRows, groups: [LinearMerges.Group], to spool: TokenSpool,
        firstRow: Int, _ clock: EmbeddingsClock
    ) throws(EmbeddingsFailure) {
        let keep = modality == .video ? plan.videoKeep : plan.audioKeep
        let most = max(1, Self.chunkValues / rows.dimension)
        let buffer = try clock.measure(.read) {
            try RowBuffer(checkedRows: min(most, max(keep.count, 1)), columns: rows.dimension)
        }
        var sum = RowAccumulator(columns: rows.dimension)
        var groups = groups[...]
        var row = firstRow
        var token = 0
        while token < keep.count {
            guard keep[token] else {
                token += 1
                continue
            }
            var end = token + 1
            if let group = groups.first, group.target == token {
                groups.removeFirst()
                try merge(group, modality, of: rows, &sum, into: buffer, clock)
            } else {
                let next = groups.first?.target ?? keep.count
                while end < min(next, token + most), keep[end] { end += 1 }
                try clock.measure(.read) { try rows.read(modality, from: token, into: buffer.prefix(end - token)) }
            }
            try clock.measure(.write) {
                try spool.write(rows: UnsafeBufferPointer(buffer.prefix(end - token)), at: row)
            }
            row += end - token
            token = end
        }
    }

    /// Puts the new token of one target at the start of `buffer`.
    private func merge(
        _ group: LinearMerges.Group, _ modality: TokenModality, of rows: EmbeddingRows, _ sum: inout RowAccumulator,
        into buffer: RowBuffer, _ clock: EmbeddingsClock
    ) throws(EmbeddingsFailure) {
        let values = buffer.prefix(1)
        guard let base = values.baseAddress else { return }
        for entry in group.entries {
            try clock.measure(.read) { try rows.read(modality, from: entry.source, into: values) }
            try clock.measure(.compress) { sum.add(base, weight: entry.weight) }
        }
        try clock.measure(.compress) { sum.store(dividedBy: 1, to: base) }
    }
}
