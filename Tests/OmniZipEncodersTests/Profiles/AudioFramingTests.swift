import Testing

@testable import OmniZipEncoders

@Suite struct AudioFramingTests {
    /// Values of `_get_feat_extract_output_lengths` in transformers' modeling_qwen3_omni_moe.
    @Test(arguments: [
        (-1, 0), (0, 0), (1, 1), (8, 1), (9, 2), (96, 12), (97, 13), (99, 13), (100, 13), (101, 14), (199, 26),
        (200, 26), (930, 121), (30_000, 3900),
    ])
    func thirteenTokensASecond(melFrames: Int, tokens: Int) {
        #expect(AudioFraming.secondsOfThirteen.tokenCount(melFrames: melFrames) == tokens)
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 0), (2, 0), (3, 1), (97, 24), (100, 25), (30_000, 7500)])
    func twentyFiveTokensASecond(melFrames: Int, tokens: Int) {
        #expect(AudioFraming.fourFrames.tokenCount(melFrames: melFrames) == tokens)
        #expect(AudioFraming.fourFrames.baseTokenCount(melFrames: melFrames) == tokens)
    }

    @Test(arguments: [(0, 0, 0), (1, 1, 0), (159, 1, 0), (160, 1, 1), (161, 2, 1), (319, 2, 1), (320, 2, 2)])
    func aBegunFrameCountsWhereTheProcessorPads(samples: Int, padded: Int, bare: Int) {
        #expect(AudioFraming.fourFrames.melFrameCount(samples: samples) == padded)
        #expect(AudioFraming.secondsOfThirteen.melFrameCount(samples: samples) == bare)
    }

    /// Tokens are pooled from all base tokens, in order, each at least from one and none across seconds.
    @Test func poolsTileTheBaseTokens() {
        let framing = AudioFraming.secondsOfThirteen
        for melFrames in 1...450 {
            let base = framing.baseTokenCount(melFrames: melFrames)
            let ranges = (0..<framing.tokenCount(melFrames: melFrames)).compactMap {
                framing.baseTokens(ofToken: $0, baseCount: base)
            }
            #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == base, "\(melFrames)")
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
            #expect(ranges.allSatisfy { !$0.isEmpty && $0.lowerBound / 25 == ($0.upperBound - 1) / 25 })
        }
        #expect(AudioFraming.fourFrames.baseTokens(ofToken: 3, baseCount: 9) == nil)
    }
}
