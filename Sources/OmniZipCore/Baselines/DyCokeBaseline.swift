import OmniZipKernels

/// Temporal merging of DyCoke (Tao et al. 2024, arXiv 2411.15024) as pruning: in groups of four, the second is
/// compared with the first and the fourth with the third, then the third with the first, and the most similar go
/// until the count is met.
enum DyCokeBaseline {
    /// Patches that are compared with each other.
    static let groupSize = 4

    static func masks(for input: BaselineInput) throws(CompressionError) -> BaselineMasks {
        let cells = input.grid.count
        let patchCount = input.keptCellsPerPatch.count
        let audio = try input.tokens(
            input.audio, rows: input.audioKeep.count, named: "audio tokens", for: .dycoke)
        let video = try input.tokens(input.video, rows: patchCount * cells, named: "video tokens", for: .dycoke)
        var audioKeep: [Bool] = []
        for window in input.windows {
            audioKeep += keep(
                input.keptAudio(of: window), of: unit(audio, window.audio), members: 1,
                rank: R2Sequence.rank(height: 1, width: window.audio.count))
        }
        let rank = R2Sequence.rank(height: input.grid.height, width: input.grid.width)
        var videoKeep: [Bool] = []
        for first in stride(from: 0, to: patchCount, by: groupSize) {
            let patches = first..<min(first + groupSize, patchCount)
            videoKeep += keep(
                input.keptCellsPerPatch[patches].reduce(0, +),
                of: unit(video, patches.lowerBound * cells..<patches.upperBound * cells), members: cells, rank: rank)
        }
        return BaselineMasks(audioKeep: audioKeep, videoKeep: videoKeep)
    }

    /// The mask of a stretch: the `kept` tokens that go last.
    ///
    /// - Parameters:
    ///   - tokens: unit tokens of a window's audio, or of a group of patches.
    ///   - members: tokens at one moment: a patch's cells, or one audio token.
    ///   - rank: low-discrepancy rank of each member of a patch, or of each token of the stretch.
    static func keep(_ kept: Int, of tokens: TokenMatrix, members: Int, rank: [Int]) -> [Bool] {
        var mask = [Bool](repeating: true, count: tokens.rows)
        let order = dropOrder(of: 0..<tokens.rows, members: members, tokens: tokens, rank: rank)
        for index in order.prefix(tokens.rows - kept) { mask[index] = false }
        return mask
    }

    private struct Candidate {
        let index: Int
        let stage: Int
        let similarity: Float
        let rank: Int
    }

    /// Tokens of a stretch in the order in which they go. What has nothing to be compared with goes last, from the
    /// end of the low-discrepancy order, so that what stays is spread.
    ///
    /// - Parameters:
    ///   - members: tokens at one moment: a patch's cells, or one audio token.
    ///   - rank: low-discrepancy rank of each member of a patch, or of each token of the stretch.
    private static func dropOrder(
        of range: Range<Int>, members: Int, tokens: TokenMatrix, rank: [Int]
    ) -> [Int] {
        var candidates: [Candidate] = []
        candidates.reserveCapacity(range.count)
        tokens.values.withUnsafeBufferPointer { values in
            let rows = RowView(values, columns: max(tokens.columns, 1))
            for offset in 0..<range.count {
                let position = offset / members % groupSize
                let reference = position % 2 == 1 ? 1 : 2
                let stage = position == 0 ? 2 : reference - 1
                let similarity =
                    position == 0
                    ? 0 : DotProduct.dot(rows.row(offset), rows.row(offset - reference * members), count: rows.columns)
                candidates.append(
                    Candidate(
                        index: range.lowerBound + offset, stage: stage, similarity: similarity,
                        rank: rank[offset % rank.count]))
            }
        }
        candidates.sort {
            if $0.stage != $1.stage { return $0.stage < $1.stage }
            if $0.similarity != $1.similarity { return $0.similarity > $1.similarity }
            return $0.rank != $1.rank ? $0.rank > $1.rank : $0.index > $1.index
        }
        return candidates.map(\.index)
    }

    /// The tokens of `range` at length 1.
    static func unit(_ tokens: TokenMatrix, _ range: Range<Int>) -> TokenMatrix {
        var result = TokenMatrix(rows: range.count, columns: tokens.columns)
        tokens.values.withUnsafeBufferPointer { values in
            result.values.withUnsafeMutableBufferPointer { target in
                guard let target = target.baseAddress, !range.isEmpty else { return }
                Norms.normalise(RowView(values, columns: tokens.columns).rows(range), rule: .atLeast, into: target)
            }
        }
        return result
    }
}
