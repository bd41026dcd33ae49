/// Sums of squared differences of bytes: what a picture lost.
public enum SquaredDifference {
    private typealias Bytes = SIMD16<UInt8>

    /// The exact sum of (a[i] - b[i])^2 over `count` bytes, for at most 2^28 bytes.
    public static func sum(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Int {
        var total = 0
        var index = 0
        let left = UnsafeRawPointer(a)
        let right = UnsafeRawPointer(b)
        while index + 16 <= count {
            // A lane takes at most 65,025 a step: 4,096 steps fit its 32 bits.
            let end = min(count - 15, index + 16 * 4096)
            var lanes = SIMD16<UInt32>()
            while index < end {
                let x = left.loadUnaligned(fromByteOffset: index, as: Bytes.self)
                let y = right.loadUnaligned(fromByteOffset: index, as: Bytes.self)
                let difference = SIMD16<Int16>(truncatingIfNeeded: x) &- SIMD16<Int16>(truncatingIfNeeded: y)
                // Up to 65,025: the bits of an unsigned number of 16 bits.
                lanes &+= SIMD16<UInt32>(
                    truncatingIfNeeded: SIMD16<UInt16>(truncatingIfNeeded: difference &* difference))
                index += 16
            }
            for lane in 0..<16 { total += Int(lanes[lane]) }
        }
        while index < count {
            let difference = Int(a[index]) - Int(b[index])
            total += difference * difference
            index += 1
        }
        return total
    }
}
