import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct KeptRowPlacerTests {
    /// Rows found window by window equal the ranks of the true bits of the whole block's mask.
    @Test(arguments: [1.0, 1.1623656, 0.3, 2.6041667, 5, 9.375])
    func rowsEqualTheRankInTheBlock(secondsPerGrid: Double) throws {
        let seed = UInt64(secondsPerGrid * 1000)
        var random = SplitMix(seed: seed)
        let profile = Qwen25OmniProfile()
        let grid = CellGrid(height: 3, width: 4)
        let patchCount = 9
        let audioCount = 260
        let layout = try profile.layout(
            grid: grid, patchCount: patchCount, audioTokenCount: audioCount, secondsPerGrid: secondsPerGrid)
        let videoKeep = (0..<patchCount * grid.count).map { _ in random.next() % 5 < 2 }
        let audioKeep = (0..<audioCount).map { _ in random.next() % 3 < 2 }
        let perPatch = (0..<patchCount).map { patch in
            videoKeep[patch * grid.count..<(patch + 1) * grid.count].filter { $0 }.count
        }
        var placer = KeptRowPlacer(layout: layout, audioKeep: audioKeep, keptCellsPerPatch: perPatch)
        var videoRows = [Int](repeating: -1, count: videoKeep.count)
        var audioRows = [Int](repeating: -1, count: audioCount)
        var waiting: [Range<Int>] = []
        let windows = try profile.windows(
            patchCount: patchCount, audioTokenCount: audioCount, secondsPerGrid: secondsPerGrid)
        for window in windows {
            let tokens = window.patches.lowerBound * grid.count..<window.patches.upperBound * grid.count
            let placed = placer.placeVideo(patches: window.patches, keep: Array(videoKeep[tokens]))
            fill(&videoRows, placed, videoKeep)
            waiting.append(window.audio)
            waiting.removeAll { audio in
                guard let runs = placer.placeAudio(audio) else { return false }
                fill(&audioRows, runs, audioKeep)
                return true
            }
        }
        #expect(waiting.isEmpty, "seed \(seed)")

        var rank = 0
        for (place, keep) in layout.keep(videoKeep: videoKeep, audioKeep: audioKeep).enumerated() {
            let source = Int(layout.sourceIndex[place])
            let row = layout.modality[place] == 1 ? videoRows[source] : audioRows[source]
            #expect(row == (keep ? rank : -1), "seed \(seed) place \(place)")
            rank += keep ? 1 : 0
        }
        #expect(placer.rowCount == rank)
    }

    private func fill(_ rows: inout [Int], _ runs: [KeptRun], _ keep: [Bool]) {
        for run in runs {
            var row = run.firstRow
            for source in run.source where keep[source] {
                rows[source] = row
                row += 1
            }
            #expect(row - run.firstRow == run.keptCount)
        }
    }

    @Test func blockPositionsInvertTheSourceIndex() throws {
        let layout = try Qwen25OmniProfile().layout(
            grid: CellGrid(height: 2, width: 3), patchCount: 7, audioTokenCount: 130, secondsPerGrid: 2.6)
        for (modality, count) in [(BlockModality.video, 42), (.audio, 130)] {
            let places = layout.blockPositions(of: modality)
            #expect(places.count == count)
            for (source, place) in places.enumerated() {
                #expect(layout.sourceIndex[Int(place)] == Int32(source))
                #expect(layout.modality[Int(place)] == modality.rawValue)
            }
        }
    }
}

/// A small generator with a fixed sequence for each seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
