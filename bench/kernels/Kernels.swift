import Foundation
import OmniZipCore
import OmniZipEncoders

/// Times the stages that are pure arithmetic, in CPU time of one thread, and prints one JSON object a line:
/// `{"name": ..., "milliseconds": [one number a round]}`. Rounds take turns, so that a busy machine slows all alike.
///
///     omnizip-bench [ROUNDS]
@main
struct Kernels {
    static func main() throws {
        let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 7
        let encoder = try WeightFreeEncoder(dimension: 256)
        let omnizip = try CompressionKernel(windowCount: 64, grid: CellGrid(height: 9, width: 16), dimension: 256)
        let audio = AudioKernel(encoder: encoder, seconds: 60)
        let video = VideoKernel(encoder: encoder, grid: CellGrid(height: 9, width: 16), seconds: 60)

        var times: [(name: String, milliseconds: [Double])] = [
            ("omnizip, 64 windows of 50 + 288 tokens, D 256", []), ("log-mel, a minute", []),
            ("audio tokens, a minute (log-mel included)", []), ("video tokens, a minute of 448x252", []),
        ]
        for _ in 0..<rounds {
            times[0].milliseconds.append(try threadMilliseconds { try omnizip.run() })
            let (logMel, whole) = audio.run()
            times[1].milliseconds.append(logMel)
            times[2].milliseconds.append(whole)
            times[3].milliseconds.append(threadMilliseconds { video.run() })
        }
        for (name, milliseconds) in times {
            let values = milliseconds.map { String(format: "%.3f", $0) }.joined(separator: ", ")
            print("{\"name\": \"\(name)\", \"milliseconds\": [\(values)]}")
        }
    }
}

/// CPU time of this thread that `body` takes.
func threadMilliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = threadClock()
    try body()
    return threadClock() - start
}

/// CPU time of this thread so far, in milliseconds.
func threadClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}

/// The same numbers each time (SplitMix64).
struct Noise {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Uniform in [-1, 1).
    mutating func next() -> Float {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Float((z ^ (z >> 31)) >> 40) * 0x1p-23 - 1
    }

    /// `count` values.
    mutating func values(_ count: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(next()) }
        return result
    }
}
