import OmniZipBundle
import OmniZipCore

/// Applies OmniZip to tokens that a real model's encoders made.
///
/// Tokens are read, compressed and written a window, or a few patches of it, at a time. The result has the bits of
/// `OmniZip.compress` on the whole clip.
public struct EmbeddingsCompressor: Sendable {
    /// Every parameter, of either scope.
    public var parameters: CompressionParameters
    /// Element type of the tokens that are written.
    public var precision: TokenPrecision

    /// A compressor.
    public init(parameters: CompressionParameters = CompressionParameters(), precision: TokenPrecision = .f32) {
        self.parameters = parameters
        self.precision = precision
    }

    /// Compresses the file at `path` and publishes the result at `outputPath`; an error leaves nothing there.
    ///
    /// - Parameter name: the file in the report; nil: its path.
    /// - Throws: `EmbeddingsFailure` with a `BundleError` naming tensor, row and column at fault, or a `CompressionError`
    ///   for parameters that do not fit.
    public func compress(
        path: String, to outputPath: String, reportedAs name: String? = nil
    ) throws(EmbeddingsFailure) -> EmbeddingsReport {
        let clock = EmbeddingsClock()
        let source = try clock.measure(.read) { try EmbeddingsReader(path: path) }
        return try compress(source, path: path, to: outputPath, reportedAs: name ?? path, clock: clock)
    }

    /// Compresses tokens of any source, such as an `EmbeddingsFile` in memory.
    ///
    /// - Parameter name: what the report, errors and the result call the source.
    public func compress(
        _ source: some EmbeddingsSource, named name: String, to outputPath: String
    ) throws(EmbeddingsFailure) -> EmbeddingsReport {
        try compress(source, path: name, to: outputPath, reportedAs: name, clock: EmbeddingsClock())
    }

    private func compress<Source: EmbeddingsSource>(
        _ source: Source, path: String, to outputPath: String, reportedAs name: String, clock: EmbeddingsClock
    ) throws(EmbeddingsFailure) -> EmbeddingsReport {
        let layout = source.layout
        let (selection, buffers) = try clock.measure(.compress) {
            do throws(CompressionError) {
                let selection = try CompressionPlan.inAnyScope(
                    saliency: layout.saliency, windows: layout.windows, patchCount: layout.patchCount,
                    cellsPerPatch: layout.grid.count, parameters: parameters)
                return (selection, try EmbeddingsBuffers(selection, dimension: layout.dimension))
            } catch {
                throw error.at(path: path)
            }
        }
        let kept = selection.keptCells.reduce(0, +) + selection.audioKeep.count { $0 }
        let spool = try clock.measure(.write) {
            try TokenSpool(
                rowCount: kept, dimension: layout.dimension, precision: precision, path: outputPath,
                memoryLimitBytes: EmbeddingsBuffers.spoolBytes)
        }
        var pass = EmbeddingsPass(source, selection: selection, buffers: buffers, spool: spool, clock: clock)
        let plan = try pass.run()
        let result = CompressedEmbeddings(
            plan: plan, sourceName: FileName.last(of: path), generatorVersion: ProgramVersion.current)
        try clock.measure(.write) { try result.write(to: outputPath, tokens: spool) }
        return EmbeddingsReport(plan, input: name, output: outputPath, planPath: nil, timings: clock.timings)
    }
}

extension EmbeddingsReport {
    /// What `plan` kept of the file `input`.
    init(_ plan: PruningPlan, input: String, output: String, planPath: String?, timings: [String: Double]) {
        self.init(
            input: input, output: output, plan: planPath, scope: plan.parameters.scope,
            video: TokenCount(plan.videoKeep), audio: TokenCount(plan.audioKeep), windows: plan.windows.count,
            merges: plan.merges.count, timings: timings)
    }
}
