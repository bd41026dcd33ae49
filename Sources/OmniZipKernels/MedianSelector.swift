/// Exact medians by selection in linear time, whatever the order of the values.
///
/// Finite numbers are compared as integers with the same order; the digits of the answer are found from the highest, by
/// counting how many values share each. Three passes over the values, no worst case. Holds its counters, so that
/// repeated use allocates nothing.
public final class MedianSelector {
    private static let digitCount = 2048
    private let counts = UnsafeMutablePointer<Int>.allocate(capacity: digitCount)

    /// A selector with its counters.
    public init() {}

    deinit { counts.deallocate() }

    /// The median of finite values: the middle one, or the mean of the two middle ones of an even number.
    ///
    /// 0 for no values. Negative and positive zero count as equal. O(n).
    public func median(_ values: UnsafeBufferPointer<Float>) -> Float {
        guard !values.isEmpty else { return 0 }
        let middle = values.count / 2
        guard values.count % 2 == 0 else { return value(ofRank: middle, in: values).value }
        let lower = value(ofRank: middle - 1, in: values)
        if lower.notAbove > middle { return lower.value }
        var upper = Float.infinity
        for value in values where value > lower.value && value < upper { upper = value }
        return (lower.value + upper) * 0.5
    }

    /// The value of rank `rank` from 0 in ascending order, and how many values are not above it.
    private func value(ofRank rank: Int, in values: UnsafeBufferPointer<Float>) -> (value: Float, notAbove: Int) {
        var rest = rank
        var prefix: UInt32 = 0
        var digit = count(values, shift: 21, prefix: 0, prefixShift: 32, rank: &rest)
        prefix = digit
        digit = count(values, shift: 10, prefix: prefix, prefixShift: 21, rank: &rest)
        prefix = prefix << 11 | digit
        digit = count(values, shift: 0, prefix: prefix, prefixShift: 10, rank: &rest)
        let equal = counts[Int(digit)]
        return (Self.value(ofKey: prefix << 10 | digit), rank - rest + equal)
    }

    /// Counts the digits at `shift` of the keys with this prefix; returns the digit in which `rank` falls and makes
    /// `rank` relative to it.
    private func count(
        _ values: UnsafeBufferPointer<Float>, shift: UInt32, prefix: UInt32, prefixShift: UInt32, rank: inout Int
    ) -> UInt32 {
        counts.update(repeating: 0, count: Self.digitCount)
        let mask: UInt32 = shift == 0 ? 0x3ff : 0x7ff
        if prefixShift == 32 {
            for value in values { counts[Int(Self.key(value) >> shift)] &+= 1 }
        } else {
            for value in values {
                let key = Self.key(value)
                if key >> prefixShift == prefix { counts[Int((key >> shift) & mask)] &+= 1 }
            }
        }
        var digit = 0
        while rank >= counts[digit] {
            rank -= counts[digit]
            digit += 1
        }
        return UInt32(digit)
    }

    /// An integer with the order of the number.
    @inline(__always)
    private static func key(_ value: Float) -> UInt32 {
        let bits = (value + 0).bitPattern
        return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    }

    private static func value(ofKey key: UInt32) -> Float {
        Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7fff_ffff)
    }
}
