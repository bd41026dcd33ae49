import Testing

@testable import OmniZipEncoders

@Suite struct WeightFreeAudioEncoderTests {
    @Test(arguments: ["audio_8s", "audio_23s"])
    func saliencyEqualsReference(name: String) throws {
        let golden = try GoldenTensors("weight_free/\(name).safetensors")
        let samples = SyntheticInput.sound(
            seconds: try golden.number("seconds", as: Int.self), seed: try golden.number("seed", as: UInt64.self))
        let tokens = try #require(try audioTokens(samples) as? WeightFreeAudioTokens)
        let saliency = try golden.values("saliency", as: Float.self)
        let activity = try golden.values("activity", as: Float.self)
        try #require(tokens.count == saliency.count)
        #expect(largestDifference(tokens.parts.activity, activity) < 2e-6)
        #expect(zip(tokens.saliency, saliency).allSatisfy { abs($0 / $1 - 1) < 2e-5 })
        #expect(order(tokens.saliency) == order(saliency))
        #expect(activity.contains { $0 == 1 } && activity.contains(0))
    }

    /// Indices from the largest value, ties to the lower index.
    private func order(_ values: [Float]) -> [Int] {
        values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    }

    @Test(arguments: [256, 128])
    func tokensEqualReference(dimension: Int) throws {
        let golden = try GoldenTensors("weight_free/audio_8s.safetensors")
        let tokens = try audioTokens(SyntheticInput.sound(seconds: 8, seed: 3), dimension: dimension)
        let space: JointSpace = dimension == 256 ? .full : .compact
        let actual = rows(of: tokens, dimension: dimension)
        var columns: [Float] = []
        for start in stride(from: 0, to: actual.count, by: dimension) {
            columns += actual[start + space.audioContentStart...start + space.audioRest]
            #expect(actual[start..<start + space.audioContentStart].allSatisfy { $0 == 0 })
            #expect(actual[start + space.audioRest + 1..<start + dimension].allSatisfy { $0 == 0 })
        }
        #expect(largestDifference(columns, try golden.values("tokens", as: Float.self)) < 2e-6)
        #expect(largestNormError(actual, dimension: dimension) < 1e-6)
    }

    @Test(arguments: [1, 333, 5000])
    func piecesOfAnySizeGiveTheSameBits(chunk: Int) throws {
        let samples = Array(SyntheticInput.sound(seconds: 2, seed: 8).dropLast(5))
        let (whole, pieces) = (try audioTokens(samples), try audioTokens(samples, chunk: chunk))
        #expect(pieces.saliency == whole.saliency)
        #expect(rows(of: pieces) == rows(of: whole))
        #expect(pieces.sampleCount == samples.count)
    }

    @Test func rangesAreRowsOfTheWhole() throws {
        let tokens = try audioTokens(Array(SyntheticInput.sound(seconds: 2, seed: 8)))
        let all = rows(of: tokens)
        var part = [Float](repeating: .nan, count: 7 * 256)
        part.withUnsafeMutableBufferPointer { tokens.write(20..<27, to: $0) }
        #expect(part == Array(all[20 * 256..<27 * 256]))
    }

    /// Samples, frames and tokens: the last token may lack its last frame, but not two.
    @Test(arguments: [
        (0, 0, 0), (1, 1, 0), (160, 1, 0), (320, 2, 0), (321, 3, 1), (640, 4, 1), (641, 5, 1), (960, 6, 1),
        (961, 7, 2), (1280, 8, 2), (16000, 100, 25),
    ])
    func counts(samples: Int, frames: Int, tokenCount: Int) throws {
        let tokens = try audioTokens((0..<samples).map { Float($0 % 13) / 26 })
        #expect(tokens.sampleCount == samples)
        #expect(tokens.melFrameCount == frames)
        #expect(tokens.count == tokenCount)
        #expect(tokens.saliency.count == tokenCount)
        #expect(tokenCount == 0 || abs(tokens.saliency.reduce(0, +) - 1) < 1e-5)
        let all = rows(of: tokens)
        #expect(all.allSatisfy { $0.isFinite })
        #expect(largestNormError(all, dimension: 256) < 1e-6)
    }

    /// No sound stands out of silence or of a constant: only the dither that fills evenly is left.
    @Test(arguments: [Float(0), 0.25])
    func constantSoundIsNotSalient(value: Float) throws {
        let tokens = try #require(
            try audioTokens([Float](repeating: value, count: 70000)) as? WeightFreeAudioTokens)
        #expect(tokens.count == 109)
        // A constant starts in the reflected edge and ends where the zeros begin; silence is the same everywhere.
        let inside = value == 0 ? 0..<tokens.count : 10..<tokens.count - 10
        #expect(tokens.parts.activity[inside].allSatisfy { $0 == 0 })
        let saliency = tokens.saliency
        #expect(saliency[20] == saliency[70])
        #expect(saliency[20..<50].max().map { $0 / (saliency[20..<50].min() ?? 0) < 1.4 } == true)
        if value == 0 {
            let first = Array(rows(of: tokens).prefix(256))
            #expect(abs(first[JointSpace.full.audioContentStart + 52] - JointSpace.contentScale) < 1e-6)
        }
    }
}
