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
    public let positions: BlockPositions
    /// Id of the token that follows the block.
    public let nextPosition: Double
    /// The block as runs, in block order.
    public let runs: [BlockRun]
    /// Cells of one temporal patch, C.
    public let cellsPerPatch: Int

    /// Positions of the block, M.
    public var count: Int { modality.count }

    /// Temporal ids of the patches, in the model's numbers.
    enum TemporalIDs {
        case whole([Int32])
        case real([Float])
    }

    /// Lays tokens out along `runs`.
    ///
    /// - Parameters:
    ///   - runs: in block order, covering both modalities without gaps.
    ///   - temporalIDs: id of each temporal patch; audio tokens have their index as id on all axes.
    ///   - nextPosition: id of the token after the block.
    init(runs: [BlockRun], grid: CellGrid, temporalIDs: TemporalIDs, nextPosition: Double) {
        let count = runs.reduce(0) { $0 + $1.source.count }
        var modality = [UInt8](repeating: 0, count: count)
        var sourceIndex = [Int32](repeating: 0, count: count)
        for run in runs {
            for (offset, source) in run.source.enumerated() {
                modality[run.blockStart + offset] = run.modality.rawValue
                sourceIndex[run.blockStart + offset] = Int32(source)
            }
        }
        self.modality = modality
        self.sourceIndex = sourceIndex
        positions =
            switch temporalIDs {
            case .whole(let ids): .integer(Self.positions(runs, grid: grid, count: count, ids) { Int32($0) })
            case .real(let ids): .fractional(Self.positions(runs, grid: grid, count: count, ids) { Float($0) })
            }
        self.nextPosition = nextPosition
        self.runs = runs
        cellsPerPatch = grid.count
    }

    private static func positions<ID: Numeric>(
        _ runs: [BlockRun], grid: CellGrid, count: Int, _ temporalIDs: [ID], _ id: (Int) -> ID
    ) -> [ID] {
        var positions = [ID](repeating: .zero, count: 3 * count)
        for run in runs {
            var place = run.blockStart
            for source in run.source {
                switch run.modality {
                case .video:
                    let (patch, cell) = source.quotientAndRemainder(dividingBy: grid.count)
                    positions[place] = temporalIDs[patch]
                    positions[count + place] = id(cell / grid.width)
                    positions[2 * count + place] = id(cell % grid.width)
                case .audio:
                    for axis in 0..<3 { positions[axis * count + place] = id(source) }
                }
                place += 1
            }
        }
        return positions
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
