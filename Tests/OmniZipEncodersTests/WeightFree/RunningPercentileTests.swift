import OmniZipTestSupport
import Testing

@testable import OmniZipEncoders

@Suite struct RunningPercentileTests {
    private func running(_ series: [Float], _ percent: Double, radius: Int) -> [Float] {
        var percentile = RunningPercentile(percent: percent, radius: radius)
        var result = [Float](repeating: .nan, count: series.count)
        series.withUnsafeBufferPointer { values in
            result.withUnsafeMutableBufferPointer { percentile.evaluate(values, into: $0) }
        }
        return result
    }

    /// The definition: every window sorted on its own.
    private func expected(_ series: [Float], _ percent: Double, radius: Int) -> [Float] {
        let count = series.count
        let knots = stride(from: 0, to: count + 10, by: 10).map { centre -> Float in
            let start = min(max(centre - radius, 0), max(0, count - 2 * radius))
            return RunningPercentile.value(
                ofSorted: series[start..<min(start + 2 * radius, count)].sorted(), percent: percent)
        }
        return (0..<count).map { k in
            let fraction = Float(k % 10) / 10
            return knots[k / 10] * (1 - fraction) + knots[k / 10 + 1] * fraction
        }
    }

    @Test(arguments: [(1, 3), (9, 3), (10, 50), (11, 4), (57, 8), (130, 20), (200, 7), (205, 100)])
    func equalsTheDefinition(count: Int, radius: Int) {
        var generator = SeededGenerator(property: "running percentile", seed: UInt64(count))
        let smooth = (0..<count).map { _ in Float.random(in: -2...2, using: &generator) }
        let coarse = (0..<count).map { _ in Float(Int.random(in: -2...2, using: &generator)) }
        for series in [smooth, coarse] {
            for percent in [0, 10, 40, 50, 100] as [Double] {
                #expect(running(series, percent, radius: radius) == expected(series, percent, radius: radius))
            }
        }
    }

    @Test func ranksAreInterpolated() {
        let values: [Float] = [0, 1, 10, 100]
        #expect(RunningPercentile.value(ofSorted: values, percent: 50) == 5.5)
        #expect(abs(RunningPercentile.value(ofSorted: values, percent: 10) - 0.3) < 1e-6)
        #expect(RunningPercentile.value(ofSorted: values, percent: 100) == 100)
        #expect(RunningPercentile.value(ofSorted: [7], percent: 30) == 7)
    }
}
