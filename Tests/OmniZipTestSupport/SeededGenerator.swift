import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same cases on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// For values whose seed needs no report.
    public init(seed: UInt64) {
        state = seed
    }

    /// For a property test: prints the seed; OMNIZIP_SEED replaces it, to try other cases or to repeat a failure.
    public init(property: String, seed: UInt64) {
        let chosen = ProcessInfo.processInfo.environment["OMNIZIP_SEED"].flatMap(UInt64.init) ?? seed
        print("\(property): seed \(chosen) (set OMNIZIP_SEED to choose another)")
        self.init(seed: chosen)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1) with 24 bits, so that Float holds it exactly.
    public mutating func nextUnit() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// Standard normal, by Box and Muller.
    public mutating func nextNormal() -> Float {
        let radius = (-2 * log(Double(1 - nextUnit()))).squareRoot()
        return Float(radius * cos(2 * Double.pi * Double(nextUnit())))
    }

    /// `count` standard normal values.
    public mutating func normals(_ count: Int) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(nextNormal()) }
        return values
    }
}
