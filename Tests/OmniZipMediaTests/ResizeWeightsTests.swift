import Testing

@testable import OmniZipMedia

@Suite struct ResizeWeightsTests {
    @Test(arguments: [(1, 1), (1, 9), (2, 3), (7, 7), (10, 3), (1080, 252), (1920, 448), (3, 1000), (16384, 448)])
    func weightsLieWithinThePictureAndSumToOne(input: Int, output: Int) {
        let weights = ResizeWeights(input: input, output: output)
        #expect(weights.starts.count == output && weights.values.count == output * weights.tapCount)
        #expect(weights.starts.allSatisfy { $0 >= 0 && $0 + weights.tapCount <= input })
        for index in 0..<output {
            let row = weights.values[index * weights.tapCount..<(index + 1) * weights.tapCount]
            #expect(abs(row.reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test func halvingHasTheWidenedCubic() {
        let weights = ResizeWeights(input: 64, output: 32)
        #expect(weights.tapCount == 8)
        let row = weights.values[16 * 8..<17 * 8].map { Double($0) }
        // The cubic of a = -0.5 at 0.25, 0.75, 1.25 and 1.75, halved.
        for (found, wanted) in zip(row, [-0.01171875, -0.03515625, 0.11328125, 0.43359375]) {
            #expect(abs(found - wanted) < 1e-7)
        }
        #expect(row == row.reversed())
    }
}
