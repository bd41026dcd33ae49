import OmniZipFFmpeg

/// Decoded blocks of any layout and sample format as mono 16-bit samples. Buffers grow to the largest block and stay.
final class MonoMixer {
    private var channel = SampleBuffer<Int16>()
    private var sums = SampleBuffer<Double>()
    private var mixed = SampleBuffer<Int16>()

    /// Mixes `frame`: each channel is rounded to 16 bits, weighted and summed in the order of the channels, the sum
    /// rounded to nearest, halves to even. The result is valid until the next call.
    func mix(_ frame: Frame, weights: [Double]) -> UnsafeBufferPointer<Int16> {
        let count = frame.sampleCount
        let result = mixed.prefix(count)
        if weights.count == 1 {
            frame.copyInt16(channel: 0, to: result)
            return UnsafeBufferPointer(result)
        }
        let samples = channel.prefix(count)
        let totals = sums.prefix(count)
        totals.update(repeating: 0)
        for (index, weight) in weights.enumerated() where weight != 0 {
            frame.copyInt16(channel: index, to: samples)
            for sample in 0..<count { totals[sample] += Double(samples[sample]) * weight }
        }
        for sample in 0..<count {
            result[sample] = Int16(max(-32768, min(32767, totals[sample].rounded(.toNearestOrEven))))
        }
        return UnsafeBufferPointer(result)
    }
}

/// A buffer that grows and is freed with its owner.
struct SampleBuffer<Element: BitwiseCopyable & Numeric>: ~Copyable {
    private var storage = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

    deinit { storage.deallocate() }

    /// The first `count` elements; earlier contents may be lost.
    mutating func prefix(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
        if storage.count < count {
            storage.deallocate()
            storage = .allocate(capacity: count)
            storage.initialize(repeating: 0)
        }
        return UnsafeMutableBufferPointer(rebasing: storage[0..<count])
    }
}
