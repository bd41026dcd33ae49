import Testing

@testable import OmniZipBundle

@Suite struct HalfPrecisionTests {
    @Test func allHalfCodesSurvive() {
        var wrong = 0
        for code in UInt16.min ... .max {
            let value = HalfPrecision.float(fromFloat16: code)
            let isNaN = code & 0x7C00 == 0x7C00 && code & 0x03FF != 0
            if isNaN {
                // Quiet and signed as before.
                let back = HalfPrecision.float16Bits(value)
                wrong += value.isNaN && back == code | 0x0200 ? 0 : 1
            } else {
                wrong += HalfPrecision.float16Bits(value) == code ? 0 : 1
            }
        }
        #expect(wrong == 0)
    }

    /// Between neighbours: below the middle goes down, above it up, the middle to the even code.
    @Test func halfPrecisionRoundsToNearestEven() {
        var wrong = 0
        for code in UInt16(0)..<0x7BFF {
            let low = HalfPrecision.float(fromFloat16: code)
            let high = HalfPrecision.float(fromFloat16: code + 1)
            let middle = low + (high - low) / 2
            wrong += HalfPrecision.float16Bits(middle) == (code & 1 == 0 ? code : code + 1) ? 0 : 1
            wrong += HalfPrecision.float16Bits(middle.nextDown) == code ? 0 : 1
            wrong += HalfPrecision.float16Bits(middle.nextUp) == code + 1 ? 0 : 1
            wrong += HalfPrecision.float16Bits(-middle.nextUp) == (code + 1) | 0x8000 ? 0 : 1
        }
        #expect(wrong == 0)
    }

    @Test(arguments: [
        (Float(65_504), UInt16(0x7BFF)), (65_519.996, 0x7BFF), (65_520, 0x7C00), (1e9, 0x7C00), (-.infinity, 0xFC00),
        (0, 0), (-0.0, 0x8000), (2.980_232_2e-8, 0), (2.980_232_6e-8, 1), (.leastNonzeroMagnitude, 0),
        (5.960_464_5e-8, 1), (6.103_515_6e-5, 0x0400), (1, 0x3C00),
    ])
    func edgesOfHalfPrecision(value: Float, bits: UInt16) {
        #expect(HalfPrecision.float16Bits(value) == bits)
    }

    @Test func knownValuesOfHalfPrecision() {
        #expect(HalfPrecision.float(fromFloat16: 0x3555) == 0.333_251_95)
        #expect(HalfPrecision.float(fromFloat16: 0x0001) == 0x1p-24)
        #expect(HalfPrecision.float(fromFloat16: 0x8400) == -0x1p-14)
        #expect(HalfPrecision.float(fromFloat16: 0xFC00) == -.infinity)
    }

    @Test func allBFloatCodesSurviveAndRoundToNearestEven() {
        var wrong = 0
        for code in UInt16.min ... .max {
            let value = HalfPrecision.float(fromBFloat16: code)
            let back = HalfPrecision.bfloat16Bits(value)
            wrong += back == (value.isNaN ? code | 0x0040 : code) ? 0 : 1
            guard value.isFinite else { continue }
            let middle = Float(bitPattern: UInt32(code) << 16 | 0x8000)
            wrong += HalfPrecision.bfloat16Bits(middle) == (code & 1 == 0 ? code : code + 1) ? 0 : 1
            let below = Float(bitPattern: middle.bitPattern - 1)
            let above = Float(bitPattern: middle.bitPattern + 1)
            wrong += HalfPrecision.bfloat16Bits(below) == code ? 0 : 1
            wrong += HalfPrecision.bfloat16Bits(above) == code + 1 ? 0 : 1
        }
        #expect(wrong == 0)
    }

    /// Every code, at every place among eight and in what is left over.
    @Test func manyCodesAreWidenedInPlaceAsOneIs() {
        for shift in 0..<8 {
            let codes = (0..<(1 << 16) + shift).map { UInt16(truncatingIfNeeded: $0 &- shift) }
            let halves = widened(codes) { HalfPrecision.widenFloat16(inPlace: $0) }
            #expect(halves == codes.map { HalfPrecision.float(fromFloat16: $0).bitPattern })
            let brains = widened(codes) { HalfPrecision.widenBFloat16(inPlace: $0) }
            #expect(brains == codes.map { UInt32($0) << 16 })
        }
        for count in 0..<20 {
            let codes = (0..<count).map { UInt16($0 * 3000) }
            let halves = widened(codes) { HalfPrecision.widenFloat16(inPlace: $0) }
            #expect(halves == codes.map { HalfPrecision.float(fromFloat16: $0).bitPattern })
        }
    }

    private func widened(_ codes: [UInt16], _ widen: (UnsafeMutableBufferPointer<Float>) -> Void) -> [UInt32] {
        var values = [Float](repeating: 0, count: codes.count)
        values.withUnsafeMutableBufferPointer { values in
            codes.withUnsafeBytes { bytes in
                let target = UnsafeMutableRawBufferPointer(values)
                UnsafeMutableRawBufferPointer(rebasing: target[(target.count / 2)...]).copyMemory(from: bytes)
            }
            widen(values)
        }
        return values.map(\.bitPattern)
    }

    #if arch(arm64) || os(Linux)
        @Test func randomValuesEqualTheCompilersConversion() {
            let seed = UInt64.random(in: .min ... .max)
            print("HalfPrecisionTests seed \(seed)")
            var random = SplitMix(seed: seed)
            var wrong = 0
            for _ in 0..<20_000 {
                let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
                guard !value.isNaN else { continue }
                wrong += HalfPrecision.float16Bits(value) == Float16(value).bitPattern ? 0 : 1
            }
            #expect(wrong == 0, "seed \(seed)")
        }
    #endif
}
