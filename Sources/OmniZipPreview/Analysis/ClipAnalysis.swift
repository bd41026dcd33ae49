import OmniZipBundle
import OmniZipCore
import OmniZipIngest

/// Tries every candidate on a clip while it is decoded once. Holds the windows whose masks are not yet known: one, or two
/// or three while a baseline waits for its group of patches.
struct ClipAnalysis {
    /// Motion from which a cell counts as moving, of the encoder's scale from 0 to 1.
    static let movingFrom: Float = 0.5

    private(set) var candidates: [PreviewCandidate]
    /// Moving cells of each finished window.
    private(set) var movingCells: [Int] = []
    /// Whether each cell of the windows that wait moves.
    private var isMoving: [Bool] = []
    private let keepsMasks: Bool
    private let windows: [TimeWindow]
    private let cells: Int
    private let dimension: Int
    private let layout: CellPixels
    private var finder: WindowCellOrder
    private var reconstruction: WindowReconstruction
    private var motion: [[Float]] = []
    private var pixels: [UInt8] = []
    private var waiting: [(index: Int, tokens: [Float], pixels: [UInt8])] = []

    init(candidates: [PreviewCandidate], plan: ClipPlan, cellPixels: Int, dimension: Int, keepsMasks: Bool) {
        self.keepsMasks = keepsMasks
        self.candidates = candidates
        self.dimension = dimension
        windows = plan.windows
        let grid = plan.video?.grid ?? CellGrid(height: 0, width: 0)
        cells = grid.count
        layout = CellPixels(grid: grid, side: cellPixels)
        finder = WindowCellOrder(
            grid: grid, dimension: dimension, neighbourCount: plan.compression.parameters.neighbourCount)
        reconstruction = WindowReconstruction(cells: grid.count, cellBytes: layout.cellBytes, dimension: dimension)
    }

    /// Bytes of the pictures of window `index`.
    func pictureBytes(ofWindow index: Int) -> Int { windows[index].patches.count * cells * layout.cellBytes }

    /// Takes in a patch of the window at hand.
    mutating func take(_ patch: EmbeddedPatch) {
        let values = patch.motion(cells: cells)
        motion.append(values)
        isMoving += values.map { $0 >= Self.movingFrom }
        layout.append(patch.first, patch.second, to: &pixels)
    }

    /// Takes in the window whose patches came before.
    mutating func take(_ window: EmbeddedWindow) {
        let order = finder.order(of: window.video)
        let patches = windows[window.index].patches
        for index in candidates.indices { choose(&candidates[index], window, patches, order) }
        waiting.append((window.index, Array(window.video), pixels))
        pixels.removeAll(keepingCapacity: true)
        motion.removeAll(keepingCapacity: true)
        finishWindows()
    }

    private func choose(
        _ candidate: inout PreviewCandidate, _ window: EmbeddedWindow, _ patches: Range<Int>, _ order: [Int32]
    ) {
        switch candidate.cells {
        case .omnizip:
            candidate.choose(
                WindowCellOrder.mask(of: order, keptPerPatch: candidate.plan.keptCellsPerPatch[patches]))
        case .given(let keep):
            candidate.choose(keep[patches.lowerBound * cells..<patches.upperBound * cells])
        case .baseline(var stream):
            for (place, patch) in patches.enumerated() {
                let range = place * cells * dimension..<(place + 1) * cells * dimension
                let choice = stream.choose(
                    patch: patch, tokens: UnsafeBufferPointer(rebasing: window.video[range]), motion: motion[place],
                    order: order[place * cells..<(place + 1) * cells], dimension: dimension)
                if let choice { candidate.choose(choice.keep) }
            }
            candidate.cells = .baseline(stream)
        }
    }

    /// Measures the windows for which every mask is known.
    private mutating func finishWindows() {
        while let window = waiting.first {
            let patches = windows[window.index].patches
            let tokens = patches.lowerBound * cells..<patches.upperBound * cells
            guard candidates.allSatisfy({ $0.knows(tokensBefore: tokens.upperBound) }) else { return }
            let errors = reconstruction.squaredErrors(
                keeps: candidates.map { $0.keep(tokens) }, tokens: window.tokens, pixels: window.pixels)
            let moving = isMoving[..<tokens.count]
            for index in candidates.indices {
                candidates[index].finish(
                    tokens, isMoving: moving, squaredError: errors[index],
                    keepsMask: keepsMasks && candidates[index].hasWindows)
            }
            movingCells.append(moving.count { $0 })
            isMoving.removeFirst(tokens.count)
            waiting.removeFirst()
        }
    }
}
