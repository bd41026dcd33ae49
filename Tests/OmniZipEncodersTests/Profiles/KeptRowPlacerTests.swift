import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct KeptRowPlacerTests {
    /// Rows found window by window: kept video in order, then kept audio in order.
    @Test(arguments: [0.3, 1.0, 2.6041667, 9.375])
    func rowsAreRanksInTheModality(secondsPerGrid: Double) throws {
        let seed = UInt64(secondsPerGrid * 1000)
        var random = SplitMix(seed: seed)
        let profile = Qwen25OmniProfile()
        let grid = CellGrid(height: 3, width: 4)
        let layout = try profile.layout(
            grid: grid, patchCount: 9, audioTokenCount: 260, secondsPerGrid: secondsPerGrid)
        let videoKeep = (0..<9 * grid.count).map { _ in random.next() % 5 < 2 }
        let audioKeep = (0..<260).map { _ in random.next() % 3 < 2 }
        let perPatch = (0..<9).map { patch in
            videoKeep[patch * grid.count..<(patch + 1) * grid.count].filter { $0 }.count
        }
        let placer = KeptRowPlacer(layout: layout, audioKeep: audioKeep, keptCellsPerPatch: perPatch)
        var rows = [Int](repeating: -1, count: placer.rowCount)
        func fill(_ runs: [KeptRun], _ keep: [Bool], base: Int) {
            for run in runs {
                let kept = run.source.filter { keep[$0] }
                #expect(kept.count == run.keptCount)
                for (offset, source) in kept.enumerated() { rows[run.firstRow + offset] = base + source }
            }
        }
        for window in try profile.windows(patchCount: 9, audioTokenCount: 260, secondsPerGrid: secondsPerGrid) {
            let tokens = window.patches.lowerBound * grid.count..<window.patches.upperBound * grid.count
            let runs = placer.placeVideo(patches: window.patches, keep: Array(videoKeep[tokens]))
            fill(runs, videoKeep, base: 0)
            fill(placer.placeAudio(window.audio), audioKeep, base: 1000)
        }
        let expected =
            videoKeep.indices.filter { videoKeep[$0] } + audioKeep.indices.filter { audioKeep[$0] }.map { $0 + 1000 }
        #expect(rows == expected, "seed \(seed)")
    }

    @Test func nothingKeptIsNoRun() throws {
        let layout = try Qwen25OmniProfile().layout(
            grid: CellGrid(height: 0, width: 0), patchCount: 0, audioTokenCount: 3, secondsPerGrid: 0)
        let placer = KeptRowPlacer(layout: layout, audioKeep: [true, false, false], keptCellsPerPatch: [])
        #expect(placer.placeVideo(patches: 0..<0, keep: []) == [])
        #expect(placer.placeAudio(1..<3) == [])
        #expect(placer.placeAudio(0..<2) == [KeptRun(source: 0..<2, firstRow: 0, keptCount: 1)])
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
