import OmniZipKernels
import OmniZipTestSupport
import Testing

@Suite struct MedianSelectorTests {
    private func median(_ values: [Float]) -> Float {
        values.withUnsafeBufferPointer { MedianSelector().median($0) }
    }

    private func expected(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) * 0.5
    }

    @Test func handChecked() {
        #expect(median([]) == 0)
        #expect(median([5]) == 5)
        #expect(median([4, 1]) == 2.5)
        #expect(median([-2, -0.0, 0]) == 0)
        #expect(median([1, 1, 1, 9]) == 1)
        #expect(median([-3, -1, -2, 7]) == -1.5)
        #expect(median([Float](repeating: 0, count: 1000)) == 0)
    }

    @Test func equalsSorting() {
        var generator = SeededGenerator(property: "medians", seed: 2024)
        let selector = MedianSelector()
        for _ in 0..<300 {
            let count = Int.random(in: 1...60, using: &generator)
            let coarse = Bool.random(using: &generator)
            let values = (0..<count).map { _ in
                coarse
                    ? Float(Int.random(in: -3...3, using: &generator))
                    : Float.random(in: -1e-3...1e3, using: &generator)
            }
            #expect(values.withUnsafeBufferPointer { selector.median($0) } == expected(values), "\(values)")
        }
    }

    @Test func neighbouringNumbersAreTold() {
        let one: Float = 1
        #expect(median([one.nextUp, one, one.nextDown]) == one)
        #expect(median([one.nextUp, one.nextUp, one.nextDown]) == one.nextUp)
    }
}
