import OmniZipFFmpeg

/// The end of the sound's way: mono blocks of any rate to 16 kHz, cut and padded to the shared clock, as floats.
final class AudioSink {
    /// Samples a second that come out.
    static let outputRate = 16000
    private static let chunkSamples = 4096

    /// Samples given so far.
    private(set) var sampleCount = 0
    /// Whether samples were left out because of the limit.
    private(set) var isTruncated = false

    private let body: (UnsafeBufferPointer<Float>) throws -> Void
    private let limit: Int
    private var cut = 0
    private var isClosed = false
    private var resampler: Resampler?
    private var resampled = SampleBuffer<Int16>()
    private var floats = SampleBuffer<Float>()
    private var zeros = SampleBuffer<Int16>()

    /// - Parameter limit: samples after which the rest is left out.
    init(limit: Int?, body: @escaping (UnsafeBufferPointer<Float>) throws -> Void) {
        self.limit = limit ?? .max
        self.body = body
    }

    /// Whether nothing more can come out.
    var isFull: Bool { isTruncated || isClosed }

    /// Sets where the first sample lies: silence is put before it, or the first samples are cut.
    func begin(leadSamples: Int) throws {
        cut = max(0, -leadSamples)
        let silence = zeros.prefix(Self.chunkSamples)
        var left = max(0, leadSamples)
        while left > 0, !isFull {
            let count = min(left, silence.count)
            try give(UnsafeBufferPointer(rebasing: silence[0..<count]))
            left -= count
        }
    }

    /// Takes nothing any more.
    func close() { isClosed = true }

    /// Takes mono samples of `rate`.
    func append(_ samples: UnsafeBufferPointer<Int16>, rate: Int) throws {
        guard samples.count > 0, !isFull else { return }
        if rate == Self.outputRate {
            try finish()
            return try give(samples)
        }
        let resampler = try resampler(for: rate)
        let room = resampled.prefix(resampler.outputCapacity(for: samples.count))
        let count = try resampler.convert(samples, to: room)
        try give(UnsafeBufferPointer(rebasing: room[0..<count]))
    }

    /// Takes `count` samples of silence.
    func appendSilence(_ count: Int, rate: Int) throws {
        let silence = UnsafeBufferPointer(zeros.prefix(Self.chunkSamples))
        var left = count
        while left > 0, !isFull {
            let chunk = min(left, silence.count)
            try append(UnsafeBufferPointer(rebasing: silence[0..<chunk]), rate: rate)
            left -= chunk
        }
    }

    /// Gives what the resampler still holds.
    func finish() throws {
        guard let resampler else { return }
        self.resampler = nil
        let room = resampled.prefix(max(Self.chunkSamples, resampler.outputCapacity(for: 0)))
        while true {
            let count = try resampler.finish(to: room)
            if count == 0 { return }
            try give(UnsafeBufferPointer(rebasing: room[0..<count]))
        }
    }

    private func resampler(for rate: Int) throws -> Resampler {
        if let resampler, resampler.inputRate == rate { return resampler }
        try finish()
        let made = try Resampler(inputRate: rate, outputRate: Self.outputRate)
        resampler = made
        return made
    }

    private func give(_ samples: UnsafeBufferPointer<Int16>) throws {
        var samples = samples
        if cut > 0 {
            let dropped = min(cut, samples.count)
            cut -= dropped
            samples = UnsafeBufferPointer(rebasing: samples[dropped...])
        }
        let left = limit - sampleCount
        if samples.count > left {
            isTruncated = true
            samples = UnsafeBufferPointer(rebasing: samples[0..<left])
        }
        guard samples.count > 0 else { return }
        let values = floats.prefix(samples.count)
        for index in 0..<samples.count { values[index] = Float(samples[index]) / 32768 }
        sampleCount += samples.count
        try body(UnsafeBufferPointer(values))
    }
}
