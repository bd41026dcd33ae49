import OmniZipCore
import OmniZipEncoders
import Testing

@Suite struct WeightFreeEncoderTests {
    @Test(arguments: [256, 128])
    func properties(dimension: Int) throws {
        let encoder = try WeightFreeEncoder(dimension: dimension)
        #expect(encoder.name == "weight-free")
        #expect(encoder.version == "2")
        #expect(encoder.dimension == dimension)
        #expect(encoder.mergeScoreScale == 50)
    }

    /// Cosines between sound and pictures lie in [0, eta], and are high only where both are active at the same time.
    @Test(arguments: [256, 128])
    func soundAndPicturesMeetInTheSharedBlock(dimension: Int) throws {
        var samples = [Float](repeating: 0, count: 64000)
        for n in 0..<8000 { samples[32000 + n] = Float(n % 40 < 20 ? 0.3 : -0.3) }
        let tokens = try audioTokens(samples, dimension: dimension)
        let audio = rows(of: tokens, dimension: dimension)
        let grid = CellGrid(height: 3, width: 4)
        let frames = SyntheticInput.pictures(kind: "flicker", count: 4, height: 84, width: 112)
        let video = try videoTokens(frames, grid: grid, cellPixels: 28, dimension: dimension).rows
        func cosine(_ token: Int, _ row: Int) -> Float {
            (0..<dimension).reduce(0) { $0 + audio[token * dimension + $1] * video[row * dimension + $1] }
        }
        var largest: Float = 0
        for token in stride(from: 0, to: tokens.count, by: 5) {
            for row in 0..<2 * grid.count {
                let value = cosine(token, row)
                #expect(value >= 0 && value <= 0.02 + 1e-6)
                largest = max(largest, value)
            }
        }
        #expect(largest > 0.005)
        // The burst lies in the first second of its window: it meets the even patch, hardly the odd one.
        let burst = 52
        let even = (0..<grid.count).map { cosine(burst, $0) }.max() ?? 0
        let odd = (grid.count..<2 * grid.count).map { cosine(burst, $0) }.max() ?? 0
        #expect(even > 2 * odd && odd > 0)
        // A silent token meets nothing.
        #expect((0..<2 * grid.count).allSatisfy { cosine(10, $0) == 0 })
    }
}
