import Testing

@testable import OmniZipEncoders

@Suite struct WeightFreeAudioEncoderTests {
    @Test(arguments: ["audio_8s", "audio_23s"])
    func saliencyEqualsReference(name: String) throws {
        let golden = try ReferenceTensors("weight_free/\(name).safetensors")
        let samples = SyntheticInput.sound(
            seconds: try golden.integer("seconds"), seed: UInt64(try golden.integer("seed")))
        let tokens = try #require(try audioTokens(samples) as? WeightFreeAudioTokens)
        let saliency = try golden.floats("saliency")
        let activity = try golden.floats("activity")
        #expect(largestDifference(tokens.activity, activity) < 2e-5)
        let relative = zip(tokens.saliency, saliency).map { abs($0 / $1 - 1) }.max() ?? .nan
        #expect(tokens.count == saliency.count)
        #expect(relative < 2e-4)
        #expect(order(tokens.saliency) == order(saliency))
        #expect(activity.contains { $0 == 1 } && activity.contains(0))
        print(name, "activity", largestDifference(tokens.activity, activity), "saliency", relative)
    }

    /// Indices from the largest value, ties to the lower index.
    private func order(_ values: [Float]) -> [Int] {
        values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    }

    @Test func tokensEqualReference() throws {
        let golden = try ReferenceTensors("weight_free/audio_8s.safetensors")
        let samples = SyntheticInput.sound(seconds: 8, seed: 3)
        let tokens = try audioTokens(samples)
        let expected = try golden.floats("tokens")
        let actual = rows(of: tokens)
        var columns: [Float] = []
        for token in 0..<tokens.count { columns += actual[token * 256 + 197..<token * 256 + 256] }
        #expect(largestDifference(columns, expected) < 1e-5)
        #expect((0..<tokens.count).allSatisfy { token in actual[token * 256..<token * 256 + 197].allSatisfy { $0 == 0 } })
        print("audio tokens", largestDifference(columns, expected))
    }
}
