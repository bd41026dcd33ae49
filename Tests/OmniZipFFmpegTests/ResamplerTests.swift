import OmniZipFFmpeg
import Testing

@Suite struct ResamplerTests {
    /// Resamples in pieces of `piece` samples.
    private func resample(_ samples: [Int16], from: Int, to: Int, piece: Int) throws -> [Int16] {
        let resampler = try Resampler(inputRate: from, outputRate: to)
        var output: [Int16] = []
        let room = UnsafeMutableBufferPointer<Int16>.allocate(capacity: 1 << 16)
        defer { room.deallocate() }
        try samples.withUnsafeBufferPointer { buffer in
            for start in stride(from: 0, to: buffer.count, by: piece) {
                let part = UnsafeBufferPointer(rebasing: buffer[start..<min(buffer.count, start + piece)])
                #expect(resampler.outputCapacity(for: part.count) <= room.count)
                output += room[0..<(try resampler.convert(part, to: room))]
            }
        }
        while true {
            let count = try resampler.finish(to: room)
            if count == 0 { break }
            output += room[0..<count]
        }
        return output
    }

    @Test("pieces do not matter, and the length is exact", arguments: [(48000, 16000), (44100, 16000), (8000, 16000)])
    func pieces(_ from: Int, _ to: Int) throws {
        let samples = (0..<from).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 20011 - 10000) }
        let whole = try resample(samples, from: from, to: to, piece: from)
        #expect(whole.count == to)
        #expect(try resample(samples, from: from, to: to, piece: 1000) == whole)
    }

    @Test("a constant stays constant but for the rounding of the filter's 16-bit weights")
    func constant() throws {
        let output = try resample([Int16](repeating: 12000, count: 48000), from: 48000, to: 16000, piece: 4800)
        #expect(output[200..<15800].allSatisfy { abs(Int($0) - 12000) <= 20 })
    }
}
