import Testing

@testable import OmniZipEncoders

@Suite struct AudioTokenPartsTests {
    private func tokens(
        _ samples: [Float], _ framing: AudioFraming, keepsBands: Bool = false
    ) throws -> WeightFreeAudioTokens {
        var encoder = try WeightFreeEncoder().makeAudioEncoder(framing: framing)
        encoder.keepsBands = keepsBands
        samples.withUnsafeBufferPointer { encoder.append($0) }
        return try #require(encoder.finish() as? WeightFreeAudioTokens)
    }

    /// ENCODERS.md 1.5: saliency is computed at 25 tokens a second and averaged over each token's interval.
    @Test func saliencyIsTheMeanOverATokensTime() throws {
        let samples = SyntheticInput.sound(seconds: 8, seed: 3)
        let (base, pooled) = (try tokens(samples, .fourFrames), try tokens(samples, .secondsOfThirteen))
        #expect(base.count == 200 && pooled.count == 104)
        for token in 0..<pooled.count {
            let first = token / 13 * 25 + token % 13 * 2
            let members = token % 13 == 12 ? [first] : [first, first + 1]
            let mean = members.reduce(0) { $0 + base.saliency[$1] } / Float(members.count)
            #expect(abs(pooled.saliency[token] / mean - 1) < 1e-6, "token \(token)")
        }
    }

    @Test func contentIsTheDirectionOfTheMeanAndRowsHaveLengthOne() throws {
        let samples = SyntheticInput.sound(seconds: 3, seed: 5)
        let (base, pooled) = (try tokens(samples, .fourFrames), try tokens(samples, .secondsOfThirteen))
        let width = JointSpace.audioContentCount
        #expect(pooled.parts.content.count == pooled.count * width)
        // The last token of a second has one base token, and its content.
        #expect(
            largestDifference(
                pooled.parts.content[12 * width..<13 * width], base.parts.content[24 * width..<25 * width]) < 1e-6)
        #expect(largestNormError(rows(of: pooled), dimension: 256) < 1e-6)
        // The second half of a window of 26 tokens is bound to the second patch.
        #expect(pooled.tokensPerWindow == 26 && base.tokensPerWindow == 50)
    }

    @Test func energiesAreSums() throws {
        let samples = SyntheticInput.sound(seconds: 4, seed: 7)
        let base = try #require(try tokens(samples, .fourFrames, keepsBands: true).bands)
        let pooled = try #require(try tokens(samples, .secondsOfThirteen, keepsBands: true).bands)
        let (all, sums) = (base.energy.reduce(0, +), pooled.energy.reduce(0, +))
        #expect(abs(sums / all - 1) < 1e-4)
        #expect(pooled.levels.count == 52 * SoundBands.count)
        #expect(abs(pooled.levels[0] - (base.levels[0] + base.levels[32]) / 2) < 1e-6)
    }

    /// Begun tokens count, down to one of a single frame.
    @Test(arguments: [(0, 0, 0), (159, 0, 0), (160, 1, 1), (330, 2, 1), (1280, 8, 1), (1440, 9, 2), (16_160, 101, 14)])
    func counts(samples: Int, frames: Int, tokenCount: Int) throws {
        let tokens = try tokens((0..<samples).map { Float($0 % 13) / 26 }, .secondsOfThirteen)
        #expect(tokens.melFrameCount == frames)
        #expect(tokens.count == tokenCount)
        #expect(tokens.saliency.allSatisfy { $0 > 0 && $0.isFinite })
        #expect(largestNormError(rows(of: tokens), dimension: 256) < 1e-6)
    }
}
