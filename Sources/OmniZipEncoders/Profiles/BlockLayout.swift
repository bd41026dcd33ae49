import OmniZipCore

/// What a position of the audio-video block holds.
public enum BlockModality: UInt8, Sendable, Codable {
    /// A video token.
    case video = 1
    /// An audio token.
    case audio = 2
}

/// A stretch of the block whose tokens are of one modality and consecutive in it.
public struct BlockRun: Sendable, Hashable {
    /// Video or audio.
    public let modality: BlockModality
    /// Video: token indices t * C + c; audio: audio token indices. Half-open, never empty.
    public let source: Range<Int>
    /// Block position of the first token.
    public let blockStart: Int

    /// A run.
    public init(modality: BlockModality, source: Range<Int>, blockStart: Int) {
        self.modality = modality
        self.source = source
        self.blockStart = blockStart
    }
}

/// Order and position ids of the unpruned audio-video block, M = video tokens + audio tokens.
///
/// Within each modality the block keeps the tokens' order, so the n-th video position of the block holds video token n.
public struct BlockLayout: Sendable, Equatable {
    /// 1 video, 2 audio. [M]
    public let modality: [UInt8]
    /// Index of the token in its modality: t * C + c, or the audio token. [M]
    public let sourceIndex: [Int32]
    /// Temporal, row and column ids, one axis after the other, from the block's first token's 0. [3 * M]
    public let positions: [Int32]
    /// Id of the token that follows the block.
    public let nextPosition: Int
    /// The block as runs, in block order.
    public let runs: [BlockRun]
    /// Cells of one temporal patch, C.
    public let cellsPerPatch: Int

    /// Positions of the block, M.
    public var count: Int { modality.count }

    /// Lays tokens out along `runs`.
    ///
    /// - Parameters:
    ///   - runs: in block order, covering both modalities without gaps.
    ///   - temporalIDs: id of each temporal patch; audio tokens have their index as id on all axes.
    ///   - nextPosition: id of the token after the block.
    init(runs: [BlockRun], grid: CellGrid, temporalIDs: [Int32], nextPosition: Int) {
        let cells = grid.count
        let count = runs.reduce(0) { $0 + $1.source.count }
        var modality = [UInt8](repeating: 0, count: count)
        var sourceIndex = [Int32](repeating: 0, count: count)
        var positions = [Int32](repeating: 0, count: 3 * count)
        for run in runs {
            var place = run.blockStart
            for source in run.source {
                modality[place] = run.modality.rawValue
                sourceIndex[place] = Int32(source)
                switch run.modality {
                case .video:
                    positions[place] = temporalIDs[source / cells]
                    positions[count + place] = Int32(source % cells / grid.width)
                    positions[2 * count + place] = Int32(source % cells % grid.width)
                case .audio:
                    positions[place] = Int32(source)
                    positions[count + place] = Int32(source)
                    positions[2 * count + place] = Int32(source)
                }
                place += 1
            }
        }
        self.modality = modality
        self.sourceIndex = sourceIndex
        self.positions = positions
        self.nextPosition = nextPosition
        self.runs = runs
        cellsPerPatch = cells
    }

    /// Block position of each token of one modality, by its index there.
    public func blockPositions(of wanted: BlockModality) -> [Int32] {
        var result: [Int32] = []
        for run in runs where run.modality == wanted {
            result.append(contentsOf: (run.blockStart..<run.blockStart + run.source.count).map(Int32.init))
        }
        return result
    }

    /// Keep mask of the block from the masks of both modalities. [M]
    ///
    /// - Precondition: `videoKeep` has one value a video token, `audioKeep` one an audio token.
    public func keep(videoKeep: [Bool], audioKeep: [Bool]) -> [Bool] {
        var result: [Bool] = []
        result.reserveCapacity(count)
        for run in runs {
            result.append(contentsOf: run.modality == .video ? videoKeep[run.source] : audioKeep[run.source])
        }
        return result
    }
}
