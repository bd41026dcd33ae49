import Foundation
import OmniZipTestSupport
import Testing

@testable import OmniZipEncoders

@Suite struct LogMelTests {
    private func logMel(_ samples: [Float], _ ending: LogMelEnding, chunk: Int? = nil) throws -> LogMel {
        var spectrogram = LogMelSpectrogram()
        let size = max(1, chunk ?? samples.count)
        samples.withUnsafeBufferPointer { all in
            for start in stride(from: 0, to: all.count, by: size) {
                spectrogram.append(UnsafeBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
            }
        }
        let logMel = spectrogram.finish(keeping: ending)
        return try #require(logMel)
    }

    /// All rows, `[128][frames]`.
    private func values(_ logMel: LogMel) -> [Float] {
        (0..<LogMel.melCount).flatMap { logMel.row($0) }
    }

    /// Values of transformers' feature extractor; see Golden/make_log_mel_endings.py.
    private func expectGolden(_ name: String, _ count: Int, _ ending: LogMelEnding) throws {
        let golden = try GoldenTensors("log_mel/whisper128_endings.safetensors")
        let samples = Array(try golden.values("waveform", as: Float.self).prefix(count))
        let found = try logMel(samples, ending)
        let expected = try golden.values("\(name)_\(count)", as: Float.self)
        #expect(found.frameCount * 128 == expected.count)
        #expect(found.frameCount == ending.frameCount(sampleCount: count))
        #expect(largestDifference(values(found), expected) < 1e-4, "\(name), \(count) samples")
    }

    @Test(arguments: [201, 250, 319, 320, 359, 360, 399, 400, 1599, 1600, 1601, 1639, 1640, 1759, 3200])
    func reflectedEndsEqualWhispersFeatureExtractor(count: Int) throws {
        try expectGolden("reflected", count, .reflected)
    }

    @Test(arguments: [1, 199, 200, 201, 399, 1600, 1601, 2800, 2999, 3000, 3001, 3040, 3159, 3161, 3199, 3200])
    func zeroEndsEqualWhispersFeatureExtractor(count: Int) throws {
        try expectGolden("zeros", count, .zeros(upTo: 3200))
    }

    /// The definition, in double precision: pad, reflect, window, Fourier sum, filters, logarithm, floor.
    private func direct(_ samples: [Float], _ ending: LogMelEnding) -> [Float] {
        let padded = ending.paddedCount(sampleCount: samples.count)
        let signal = samples.map(Double.init) + [Double](repeating: 0, count: padded - samples.count)
        let (all, valid) = (padded / 160, ending.frameCount(sampleCount: samples.count))
        let bank = MelFilterBank(count: 128, sampleRate: 16000, frameSize: 400)
        var logs = [[Double]](repeating: [], count: 128)
        for frame in 0..<all {
            let windowed = (0..<400).map { n -> Double in
                let place = abs(160 * frame - 200 + n)
                let reflected = place < padded ? place : 2 * padded - 2 - place
                return signal[reflected] * (0.5 - 0.5 * cos(2 * .pi * Double(n) / 400))
            }
            let power = (0...200).map { bin -> Double in
                var (real, imaginary) = (0.0, 0.0)
                for n in 0..<400 {
                    let angle = 2 * Double.pi * Double(bin * n % 400) / 400
                    real += windowed[n] * cos(angle)
                    imaginary += windowed[n] * sin(angle)
                }
                return real * real + imaginary * imaginary
            }
            for (mel, filter) in bank.filters.enumerated() {
                let energy = (0..<filter.binCount).reduce(0) { sum, bin in
                    sum + power[filter.firstBin + bin] * Double(bank.weights[filter.firstWeight + bin])
                }
                logs[mel].append(log10(max(energy, 1e-10)))
            }
        }
        let floor = (logs.flatMap { $0 }.max() ?? 0) - 8
        return logs.flatMap { row in row.prefix(valid).map { Float((max($0, floor) + 4) / 4) } }
    }

    @Test func anyLengthEqualsTheDefinition() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("LogMelTests seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<6 {
            let count = Int.random(in: 201...1100, using: &random)
            let samples = (0..<count).map { _ in Float.random(in: -0.5...0.5, using: &random) }
            let padded = count + Int.random(in: 0...300, using: &random)
            for ending in [LogMelEnding.reflected, .zeros(upTo: padded)] {
                let found = try logMel(samples, ending, chunk: Int.random(in: 1...count, using: &random))
                let difference = largestDifference(values(found), direct(samples, ending))
                #expect(difference < 1e-4, "\(count) samples, \(ending), seed \(seed)")
            }
        }
    }

    /// What bundles without inputs are made of must not depend on inputs being asked for.
    @Test(arguments: [1, 250, 1601, 3199])
    func theEndingChangesNothingElse(count: Int) throws {
        let samples = Array(SyntheticInput.sound(seconds: 1, seed: 5).prefix(count))
        func tokens(_ ending: LogMelEnding?) throws -> any AudioTokens {
            var encoder = try WeightFreeEncoder().makeAudioEncoder(framing: .fourFrames)
            encoder.logMelEnding = ending
            samples.withUnsafeBufferPointer { encoder.append($0) }
            return encoder.finish()
        }
        let plain = try tokens(nil)
        #expect(plain.logMel == nil)
        for ending in [LogMelEnding.reflected, .zeros(upTo: 3200)] {
            let other = try tokens(ending)
            #expect(other.logMel != nil)
            #expect(other.saliency == plain.saliency && rows(of: other) == rows(of: plain))
            #expect(other.melFrameCount == plain.melFrameCount)
        }
    }

    @Test func noSoundHasNoFrames() throws {
        for ending in [LogMelEnding.reflected, .zeros(upTo: 3200)] {
            #expect(try values(logMel([], ending)).isEmpty)
        }
        // Too short to be reflected: zeros follow it, where the model's processor gives up.
        #expect(try logMel([Float](repeating: 0.5, count: 159), .reflected).frameCount == 0)
        let short = try logMel([Float](repeating: 0.5, count: 160), .reflected)
        #expect(short.frameCount == 1 && values(short).allSatisfy(\.isFinite))
    }
}
