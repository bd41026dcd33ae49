import OmniZipKernels
import OmniZipTestSupport
import Testing

@Suite struct FoldedFourierTests {
    /// Power spectrum by the definition, in double precision.
    private func expectedPower(_ samples: [Float]) -> [Double] {
        let size = samples.count
        return (0...size / 2).map { f in
            var (real, imaginary) = (0.0, 0.0)
            for n in 0..<size {
                let angle = 2 * Double.pi * Double(f * n % size) / Double(size)
                real += Double(samples[n]) * PortableMath.cos(angle)
                imaginary -= Double(samples[n]) * PortableMath.sin(angle)
            }
            return real * real + imaginary * imaginary
        }
    }

    private func power(_ frames: [SIMD8<Float>]) -> [SIMD8<Float>] {
        let transform = FoldedFourier(size: frames.count)
        var power = [SIMD8<Float>](repeating: .init(repeating: .nan), count: transform.binCount)
        var scratch = [SIMD8<Float>](repeating: .init(repeating: .nan), count: transform.scratchCount)
        frames.withUnsafeBufferPointer { samples in
            power.withUnsafeMutableBufferPointer { power in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    if let x = samples.baseAddress, let y = power.baseAddress, let z = scratch.baseAddress {
                        transform.power(of: x, into: y, scratch: z)
                    }
                }
            }
        }
        return power
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 8, 12, 15, 20, 40, 64, 100, 400])
    func equalsTheDefinition(size: Int) {
        var generator = SeededGenerator(property: "power of \(size) samples", seed: UInt64(size))
        let frames = (0..<size).map { _ in SIMD8<Float>.random(in: -1...1, using: &generator) }
        let actual = power(frames)
        for lane in [0, 5, 7] {
            let expected = expectedPower(frames.map { $0[lane] })
            let largest = expected.max() ?? 0
            #expect(actual.count == expected.count)
            for f in expected.indices { #expect(abs(Double(actual[f][lane]) - expected[f]) < 1e-6 * largest) }
        }
    }

    @Test func lanesDoNotMeet() {
        var generator = SeededGenerator(seed: 4)
        let frames = (0..<400).map { _ in SIMD8<Float>.random(in: -1...1, using: &generator) }
        let alone = frames.map { frame in
            var lanes = SIMD8<Float>()
            lanes[2] = frame[6]
            return lanes
        }
        #expect(power(frames).map { $0[6] } == power(alone).map { $0[2] })
    }
}
