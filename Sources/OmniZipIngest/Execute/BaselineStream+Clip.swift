import OmniZipCore
import OmniZipEncoders

extension BaselineStream {
    /// The stream of a planned clip: what `run --method` writes and what a preview compares with.
    ///
    /// - Parameters:
    ///   - audio: the clip's sound, with `bands` for method `energy`.
    ///   - dimension: width of a token.
    ///   - seed: of method `random`.
    public init(
        _ method: Baseline, plan: ClipPlan, grid: CellGrid, audio: any AudioTokens, dimension: Int, seed: UInt64
    ) throws(CompressionError) {
        var input = try BaselineInput(plan: plan.compression, grid: grid)
        input.seed = seed
        input.audioLevel = audio.bands?.energy ?? (audio.count == 0 ? [] : nil)
        try self.init(method: method, input: input) { range in
            var tokens = TokenMatrix(rows: range.count, columns: dimension)
            tokens.values.withUnsafeMutableBufferPointer { audio.write(range, to: $0) }
            return tokens
        }
    }
}
