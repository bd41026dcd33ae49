import Testing

@testable import OmniZipEncoders

@Suite struct LogMelSpectrogramTests {
    /// Normalised log-mel, `[128][frames]`, as Whisper's feature extractor lays it out.
    private func logMel(_ samples: [Float], chunk: Int? = nil) -> (values: [Float], frames: Int) {
        var spectrogram = LogMelSpectrogram()
        let size = max(1, chunk ?? samples.count)
        samples.withUnsafeBufferPointer { all in
            for start in stride(from: 0, to: all.count, by: size) {
                spectrogram.append(UnsafeBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
            }
        }
        spectrogram.finish()
        let frames = spectrogram.frameCount
        let floor = spectrogram.maximum - 8
        var values = [Float](repeating: .nan, count: 128 * frames)
        spectrogram.drain { firstFrame, block in
            for mel in 0..<128 {
                for lane in 0..<8 where firstFrame + lane < frames {
                    values[mel * frames + firstFrame + lane] = (max(block[mel][lane], floor) + 4) / 4
                }
            }
        }
        return (values, frames)
    }

    @Test func equalsWhispersFeatureExtractor() throws {
        let golden = try GoldenTensors("log_mel/whisper128_chirp.safetensors")
        let (values, frames) = logMel(try golden.values("waveform", as: Float.self))
        #expect(frames == 437)
        let difference = largestDifference(values, try golden.values("log_mel", as: Float.self))
        #expect(difference < 1e-4)
        print("log-mel: largest difference \(difference)")
    }

    @Test func filtersEqualSlaneys() throws {
        let golden = try GoldenTensors("log_mel/whisper128_chirp.safetensors")
        let expected = try golden.values("mel_filters", as: Float.self)
        let bank = MelFilterBank(count: 128, sampleRate: 16000, frameSize: 400)
        var dense = [Float](repeating: 0, count: 201 * 128)
        for (mel, filter) in bank.filters.enumerated() {
            for bin in 0..<filter.binCount {
                dense[(filter.firstBin + bin) * 128 + mel] = bank.weights[filter.firstWeight + bin]
            }
        }
        #expect(largestDifference(dense, expected) < 1e-8)
    }

    @Test(arguments: [1, 159, 160, 161, 200, 201, 400, 1279, 1281, 1520, 3333])
    func framesAreCountedUpwards(sampleCount: Int) {
        let samples = (0..<sampleCount).map { Float($0 * 37 % 101 - 50) / 64 }
        let (values, frames) = logMel(samples)
        #expect(frames == (sampleCount + 159) / 160)
        #expect(values.allSatisfy { $0.isFinite })
    }

    @Test(arguments: [1, 7, 160, 397, 4001])
    func piecesOfAnySizeGiveTheSameBits(chunk: Int) {
        let samples = Array(SyntheticInput.sound(seconds: 2, seed: 11).prefix(9973))
        #expect(logMel(samples, chunk: chunk).values == logMel(samples).values)
    }

    /// A click in the very last sample is centred in a frame that is not part of the clip, but sets its maximum.
    @Test func lastSamplesCountForTheMaximum() {
        var samples = [Float](repeating: 0, count: 1600)
        samples[1599] = 1
        let (values, frames) = logMel(samples)
        let lowest = values.min() ?? .nan
        let highest = values.max() ?? .nan
        #expect(frames == 10)
        // In the last frame the window has fallen to sin^2(pi 41 / 400) = 0.1: -19.9 dB, 0.497 of the unit of 40 dB.
        #expect(abs(highest - lowest - (2 - 0.497)) < 0.01)
    }

    @Test func brokenSamplesDoNotSpread() {
        var samples = [Float](repeating: 0.01, count: 3200)
        samples[100] = .nan
        samples[2000] = .infinity
        #expect(logMel(samples).values.allSatisfy { $0.isFinite })
    }
}
