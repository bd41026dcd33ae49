import OmniZipKernels

/// Turns eight frames of sound at a time into logarithms of mel energies.
///
/// Window, spectrum and filters are those of Whisper's feature extractor: periodic Hann window of 400 samples, hop 160,
/// power spectrum, 128 Slaney mel filters, log10 of at least 1e-10. Owns its scratch memory.
final class LogMelAnalyzer {
    /// One value of eight frames.
    typealias Lanes = SIMD8<Float>

    /// Samples per second.
    static let sampleRate = 16000
    /// Samples per frame.
    static let frameSize = 400
    /// Samples from one frame to the next.
    static let hop = 160
    /// Mel bins.
    static let melCount = 128
    /// Frames analysed together.
    static let framesPerBlock = 8
    /// Samples that a block of frames covers.
    static let samplesPerBlock = (framesPerBlock - 1) * hop + frameSize
    /// log10 of the smallest energy.
    static let smallest: Float = -10

    private let transform = FoldedFourier(size: frameSize)
    private let bank = MelFilterBank(count: melCount, sampleRate: Double(sampleRate), frameSize: frameSize)
    private let window: [Float]
    private let samples: UnsafeMutablePointer<Lanes>
    private let power: UnsafeMutablePointer<Lanes>
    private let scratch: UnsafeMutablePointer<Lanes>

    init() {
        window = (0..<Self.frameSize).map { n in
            Float(0.5 - 0.5 * PortableMath.cos(2 * Double.pi * Double(n) / Double(Self.frameSize)))
        }
        samples = .allocate(capacity: Self.frameSize)
        power = .allocate(capacity: transform.binCount)
        scratch = .allocate(capacity: transform.scratchCount)
    }

    deinit {
        samples.deallocate()
        power.deallocate()
        scratch.deallocate()
    }

    /// Writes `melCount` vectors, lane j for frame j.
    ///
    /// - Parameter signal: `samplesPerBlock` samples; frame j begins at `j * hop`.
    func analyze(_ signal: UnsafePointer<Float>, into logMel: UnsafeMutablePointer<Lanes>) {
        for n in 0..<Self.frameSize {
            let x = signal + n
            let frames = Lanes(x[0], x[160], x[320], x[480], x[640], x[800], x[960], x[1120])
            samples[n] = frames * window[n]
        }
        transform.power(of: samples, into: power, scratch: scratch)
        let smallestEnergy = Lanes(repeating: 1e-10)
        bank.weights.withUnsafeBufferPointer { weights in
            for (mel, filter) in bank.filters.enumerated() {
                var energy = Lanes()
                for bin in 0..<filter.binCount {
                    energy += power[filter.firstBin + bin] * weights[filter.firstWeight + bin]
                }
                logMel[mel] = LaneMath.log10(LaneMath.maximum(energy, smallestEnergy))
            }
        }
    }
}
