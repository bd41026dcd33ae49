import OmniZipKernels

/// Temporal merging of DyCoke (Tao et al. 2024, arXiv 2411.15024) as pruning: in groups of four, the second is
/// compared with the first and the fourth with the third, then the third with the first, and the most similar go
/// until the count is met.
enum DyCokeBaseline {
    private static let groupSize = 4

    static func masks(for input: BaselineInput) throws(CompressionError) -> BaselineMasks {
        let cells = input.grid.count
        let patchCount = input.keptCellsPerPatch.count
        let audio = try input.tokens(
            input.audio, rows: input.audioKeep.count, named: "audio tokens", for: .dycoke)
        let video = try input.tokens(input.video, rows: patchCount * cells, named: "video tokens", for: .dycoke)
        var audioKeep = [Bool](repeating: true, count: audio.rows)
        for window in input.windows {
            let rank = R2Sequence.rank(height: 1, width: window.audio.count)
            let order = dropOrder(of: window.audio, members: 1, tokens: unit(audio, window.audio), rank: rank)
            for index in order.prefix(window.audio.count - input.keptAudio(of: window)) { audioKeep[index] = false }
        }
        let rank = R2Sequence.rank(height: input.grid.height, width: input.grid.width)
        var videoKeep = [Bool](repeating: true, count: video.rows)
        for first in stride(from: 0, to: patchCount, by: groupSize) {
            let patches = first..<min(first + groupSize, patchCount)
            let range = patches.lowerBound * cells..<patches.upperBound * cells
            let order = dropOrder(of: range, members: cells, tokens: unit(video, range), rank: rank)
            let kept = input.keptCellsPerPatch[patches].reduce(0, +)
            for index in order.prefix(range.count - kept) { videoKeep[index] = false }
        }
        return BaselineMasks(audioKeep: audioKeep, videoKeep: videoKeep)
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

    private static func unit(_ tokens: TokenMatrix, _ range: Range<Int>) -> TokenMatrix {
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
