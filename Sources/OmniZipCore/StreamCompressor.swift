import OmniZipKernels

/// Compresses a clip, in either scope, as its tokens come: window by window, and within a window a few patches at a time.
///
/// Memory is that of the longest window's audio and of one piece of video. Scope `released` also holds the audio tokens
/// that are not dominant, which come first: it compares them with the video of the whole clip. Kept tokens are the
/// caller's to store; only those that merging changed come back. Up to 512 columns, results of scope `window` have the same
/// bits on every machine; those of scope `released` may differ in the last bits of scores, wider ones in either.
///
/// ```swift
/// for token in compressor.audioBeforeWindows { compressor.take(row(token)) }
/// for (index, window) in selection.windows.enumerated() {
///     compressor.begin(window: index, audio: rows(window.audio))
///     for patches in compressor.pieces(of: index) { store(compressor.compress(rows(patches))) }
///     store(compressor.endWindow())
/// }
/// store(compressor.finish())
/// ```
public struct StreamCompressor: ~Copyable {
    /// What the clip keeps.
    public let selection: CompressionPlan
    /// Width of a token, D.
    public let dimension: Int
    private let patches: PatchCompression
    private let merge: AnchorMerge
    private let scratch = WindowScratch()
    private var overClip: ReleasedAnchors
    private var heard: WindowAudio?
    private var nextPatch = 0

    /// A compressor for tokens of `dimension` values.
    ///
    /// - Precondition: `grid` has the selection's cells per patch if there are patches.
    public init(selection: CompressionPlan, grid: CellGrid, dimension: Int) {
        precondition(selection.patchCount == 0 || grid.count == selection.cellsPerPatch, "the grid is not the clip's")
        precondition(dimension > 0, "tokens need at least one value")
        self.selection = selection
        self.dimension = dimension
        patches = PatchCompression(grid: grid, parameters: selection.parameters)
        merge = AnchorMerge(parameters: selection.parameters)
        overClip = ReleasedAnchors(selection: selection, columns: dimension)
    }

    /// Audio tokens that `take` wants before the first window, ascending; none in scope `window`.
    public var audioBeforeWindows: [Int] { overClip.tokens }

    /// Takes the next of `audioBeforeWindows`: `dimension` finite values.
    ///
    /// - Precondition: there is one.
    public mutating func take(_ token: UnsafeBufferPointer<Float>) {
        overClip.take(RowView(token, columns: dimension), rule: patches.norm)
    }

    /// The patches of a window in the pieces that `compress` takes.
    public func pieces(of window: Int) -> [Range<Int>] { selection.pieces(of: window, dimension: dimension) }

    /// Begins window `index`. Windows come in order.
    ///
    /// - Parameter audio: its audio tokens, [n, D], finite.
    /// - Precondition: the buffer holds exactly the window's audio tokens.
    public mutating func begin(window index: Int, audio: UnsafeBufferPointer<Float>) {
        let window = selection.windows[index]
        precondition(audio.count == window.audio.count * dimension, "not the window's audio tokens")
        precondition(heard == nil && window.patches.lowerBound == nextPatch, "windows come in order")
        let unit = patches.unit(RowView(audio, columns: dimension), in: &scratch.unitAudio)
        heard = WindowAudio(window: index, unit: unit, hasVideo: !window.patches.isEmpty)
    }

    /// Compresses the next of the window's `pieces`.
    ///
    /// - Parameter video: its video tokens, [patches * C, D], patch after patch, cells row-major, finite.
    /// - Complexity: O((n + C) * patches * C * D) in scope `window`, where n counts the window's audio tokens, in scope
    ///   `released` those of the clip that are neither dominant nor anchors.
    /// - Precondition: the buffer holds whole patches of the window that was begun.
    public mutating func compress(_ video: UnsafeBufferPointer<Float>) -> CompressedPatches {
        let cells = selection.cellsPerPatch
        let rows = RowView(video, columns: dimension)
        let range = nextPatch..<nextPatch + rows.count / max(cells, 1)
        precondition(rows.count == range.count * cells, "not whole patches")
        guard let index = heard?.window, range.upperBound <= selection.windows[index].patches.upperBound else {
            preconditionFailure("not patches of the window that was begun")
        }
        nextPatch = range.upperBound
        let unit = patches.unit(rows, in: &scratch.unitVideo)
        heard?.raise(by: unit, scratch: scratch)
        overClip.raise(by: unit, scratch: scratch)
        return patches.compress(
            rows, unit: unit, keptPerPatch: selection.keptCellsPerPatch[range], firstIndex: range.lowerBound * cells,
            scratch: scratch)
    }

    /// Ends the window that was begun, after its last patch.
    public mutating func endWindow() -> CompressedAudio {
        guard let ended = heard.take() else { preconditionFailure("no window was begun") }
        let window = selection.windows[ended.window]
        precondition(nextPatch == window.patches.upperBound, "the window has more patches")
        let merges =
            selection.parameters.scope == .window
            ? ended.anchorMerges(
                merge, range: window.audio, anchors: selection.anchors[ended.window], audioKeep: selection.audioKeep,
                scratch: scratch) : []
        return CompressedAudio(score: ended.scores, anchorMerges: merges)
    }

    /// Raw merges that are known only after the last window, as in `CompressionResult`; none in scope `window`.
    public mutating func finish() -> [MergeEntry] {
        overClip.merges(scratch: scratch)
    }
}
