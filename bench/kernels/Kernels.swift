import Foundation
import OmniZipCore
import OmniZipEncoders

/// Times the stages that are pure arithmetic, in CPU time of one thread, and prints one JSON object a line:
/// `{"name": ..., "milliseconds": [one number a round]}`. Rounds take turns, so that a busy machine slows all alike.
///
///     omnizip-bench [ROUNDS]
///     omnizip-bench --list            the kernels' short names
///     omnizip-bench --once KERNEL     runs one kernel once, for tools that count instructions
@main
struct Kernels {
    private static let grid = CellGrid(height: 9, width: 16)

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "--list":
            for kernel in Kernel.allCases { print(kernel.rawValue) }
        case "--once":
            guard arguments.count == 2, let kernel = Kernel(rawValue: arguments[1]) else {
                throw UsageError(description: "--once needs a name that --list prints")
            }
            let run = try prepared(kernel)
            try measuredOnce(run)
        default:
            try time(rounds: arguments.first.flatMap { Int($0) } ?? 7)
        }
    }

    /// Makes what a kernel works on; the closure runs it.
    private static func prepared(_ kernel: Kernel) throws -> () throws -> Void {
        switch kernel {
        case .omnizip:
            let kernel = try CompressionKernel(windowCount: 64, grid: grid, dimension: 256)
            return kernel.run
        case .logMel:
            let kernel = AudioKernel(encoder: try WeightFreeEncoder(dimension: 256), seconds: 60)
            return { _ = kernel.appended() }
        case .audioTokens:
            let kernel = AudioKernel(encoder: try WeightFreeEncoder(dimension: 256), seconds: 60)
            return { _ = kernel.run() }
        case .videoTokens:
            return VideoKernel(encoder: try WeightFreeEncoder(dimension: 256), grid: grid, seconds: 60).run
        }
    }

    private static func time(rounds: Int) throws {
        let omnizip = try prepared(.omnizip)
        let audio = AudioKernel(encoder: try WeightFreeEncoder(dimension: 256), seconds: 60)
        let video = try prepared(.videoTokens)
        var times: [(name: String, milliseconds: [Double])] = [
            ("omnizip, 64 windows of 50 + 288 tokens, D 256", []), ("log-mel, a minute", []),
            ("audio tokens, a minute (log-mel included)", []), ("video tokens, a minute of 448x252", []),
        ]
        for _ in 0..<rounds {
            times[0].milliseconds.append(try threadMilliseconds(omnizip))
            let (logMel, whole) = audio.run()
            times[1].milliseconds.append(logMel)
            times[2].milliseconds.append(whole)
            times[3].milliseconds.append(try threadMilliseconds(video))
        }
        for (name, milliseconds) in times {
            let values = milliseconds.map { String(format: "%.3f", $0) }.joined(separator: ", ")
            print("{\"name\": \"\(name)\", \"milliseconds\": [\(values)]}")
        }
    }
}

/// What `--once` can run.
enum Kernel: String, CaseIterable {
    case omnizip
    case logMel = "log-mel"
    case audioTokens = "audio-tokens"
    case videoTokens = "video-tokens"
}

/// A command line that asks for nothing.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}

/// A function of its own, by whose name callgrind knows when to count (bench/instructions.py).
@inline(never)
func measuredOnce(_ body: () throws -> Void) rethrows {
    try body()
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
