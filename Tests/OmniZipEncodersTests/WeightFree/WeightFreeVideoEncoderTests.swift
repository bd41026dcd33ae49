import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct WeightFreeVideoEncoderTests {
    @Test(arguments: [
        "pan_3x5_28", "zoom_4x5_28", "flicker_3x4_28", "noise_3x4_32", "cut_2x3_28", "flicker_1x5_28", "noise_4x1_28",
        "pan_3x4_28_compact",
    ])
    func tokensAndMotionEqualReference(name: String) throws {
        let golden = try GoldenTensors("weight_free/video_\(name).safetensors")
        let grid = CellGrid(
            height: try golden.number("grid_height", as: Int.self), width: try golden.number("grid_width", as: Int.self)
        )
        let cell = try golden.number("cell", as: Int.self)
        let frames = SyntheticInput.pictures(
            kind: try golden.number("kind", as: String.self), count: try golden.number("frames", as: Int.self),
            height: grid.height * cell, width: grid.width * cell)
        try #require(try golden.number("digest", as: Int.self) == frames.reduce(0) { $1.reduce($0) { $0 + Int($1) } })
        let dimension = name.hasSuffix("compact") ? 128 : 256
        let space: JointSpace = dimension == 256 ? .full : .compact
        let (rows, motion) = try videoTokens(frames, grid: grid, cellPixels: cell, dimension: dimension)
        var used: [Float] = []
        var unused: [Float] = []
        for start in stride(from: 0, to: rows.count, by: dimension) {
            used += rows[start..<start + space.videoContentCount]
            unused += rows[start + space.videoContentCount..<start + space.timeBinStart]
            used += rows[start + space.timeBinStart..<start + space.audioRest]
            unused += rows[start + space.audioRest..<start + dimension]
        }
        #expect(largestDifference(motion, try golden.values("motion", as: Float.self)) < 5e-6)
        #expect(largestDifference(used, try golden.values("tokens", as: Float.self)) < 2e-6)
        #expect(unused.allSatisfy { $0 == 0 })
        #expect(largestNormError(rows, dimension: dimension) < 1e-6)
    }

    @Test func blackAndFrozenPicturesHaveNoMotion() throws {
        let grid = CellGrid(height: 2, width: 3)
        let black = [UInt8](repeating: 0, count: 56 * 84 * 3)
        let picture = SyntheticInput.pictures(kind: "flicker", count: 1, height: 56, width: 84)[0]
        let (rows, motion) = try videoTokens(
            [black, black, picture, picture, picture, picture], grid: grid, cellPixels: 28)
        // Patch 1 begins with a cut, patches 0 and 2 stand still.
        #expect(motion[0..<12].allSatisfy { $0 == 0 })
        #expect(motion[18..<36].allSatisfy { $0 == 0 })
        #expect(rows[0..<256] == rows[256..<512])
        #expect(rows.allSatisfy { $0.isFinite })
        #expect(largestNormError(rows, dimension: 256) < 1e-6)
    }

    @Test(arguments: [(1, 1, 28), (1, 1, 32), (1, 1, 8), (2, 1, 12), (1, 3, 16)])
    func smallGrids(height: Int, width: Int, cell: Int) throws {
        let grid = CellGrid(height: height, width: width)
        let frames = SyntheticInput.pictures(kind: "noise", count: 4, height: height * cell, width: width * cell)
        for dimension in [256, 128] {
            let (rows, motion) = try videoTokens(frames, grid: grid, cellPixels: cell, dimension: dimension)
            #expect(rows.allSatisfy { $0.isFinite })
            #expect(largestNormError(rows, dimension: dimension) < 1e-6)
            #expect(motion.allSatisfy { (0...1).contains($0) })
            // One cell is its own median: never novel.
            if grid.count == 1 { #expect(motion.allSatisfy { $0 == 0 }) }
        }
    }

    /// A lone moving cell is not active in the shared block; two neighbours are, in the half of their patch.
    @Test func activityNeedsANeighbour() throws {
        let grid = CellGrid(height: 3, width: 4)
        let still = [UInt8](repeating: 60, count: 84 * 112 * 3)
        func painted(_ columns: Range<Int>) -> [UInt8] {
            var frame = still
            for y in 30..<54 {
                for x in columns { frame[(y * 112 + x) * 3] = 250 }
            }
            return frame
        }
        for (columns, isActive) in [(30..<54, false), (30..<80, true)] {
            let (rows, motion) = try videoTokens(
                [still, still, still, painted(columns)], grid: grid, cellPixels: 28)
            #expect(motion[36 + 5] == 1)
            let bins = rows[(12 + 5) * 256 + 250..<(12 + 5) * 256 + 254]
            #expect(Array(bins.prefix(3)) == [0, 0, 0])
            #expect((bins.last ?? 0 > 0) == isActive)
        }
    }

    /// Encoding a clip again gives the same bits: nothing is left over from the clip before but the previous frame.
    @Test func firstPatchHasNoMemory() throws {
        let grid = CellGrid(height: 2, width: 3)
        let frames = SyntheticInput.pictures(kind: "zoom", count: 4, height: 56, width: 84)
        let first = try videoTokens(frames, grid: grid, cellPixels: 28)
        let again = try videoTokens(frames, grid: grid, cellPixels: 28)
        #expect(first.rows == again.rows)
        #expect(first.motion[0..<6].allSatisfy { $0 == 0 })
    }
}
