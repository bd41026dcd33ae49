import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct WeightFreeVideoEncoderTests {
    @Test(arguments: [
        "pan_3x5_28", "zoom_4x5_28", "flicker_3x4_28", "noise_3x4_32", "cut_2x3_28", "flicker_1x5_28", "noise_4x1_28",
        "pan_3x4_28_compact",
    ])
    func tokensAndMotionEqualReference(name: String) throws {
        let golden = try ReferenceTensors("weight_free/video_\(name).safetensors")
        let grid = CellGrid(height: try golden.integer("grid_height"), width: try golden.integer("grid_width"))
        let cell = try golden.integer("cell")
        let kind = try #require(name.split(separator: "_").first.map(String.init))
        let frames = SyntheticInput.pictures(
            kind: kind, count: try golden.integer("frames"), height: grid.height * cell, width: grid.width * cell)
        let digest = frames.reduce(0) { $1.reduce($0) { $0 + Int($1) } }
        try #require(try golden.integer("digest") == digest)
        let dimension = name.hasSuffix("compact") ? 128 : 256
        let (rows, motion) = try videoTokens(frames, grid: grid, cellPixels: cell, dimension: dimension)
        let motionDifference = largestDifference(motion, try golden.floats("motion"))
        let space: JointSpace = dimension == 256 ? .full : .compact
        var used: [Float] = []
        for start in stride(from: 0, to: rows.count, by: dimension) {
            used += rows[start..<start + space.videoContentCount]
            used += rows[start + space.timeBinStart..<start + space.audioRest]
        }
        let tokenDifference = largestDifference(used, try golden.floats("tokens"))
        print(name, "motion", motionDifference, "tokens", tokenDifference)
        #expect(motionDifference < 1e-4)
        #expect(tokenDifference < 1e-5)
        #expect(largestNormError(rows, dimension: dimension) < 1e-6)
    }
}
