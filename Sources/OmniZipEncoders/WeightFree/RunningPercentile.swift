/// Percentiles of a series over a sliding window, every tenth value exactly and linear in between.
struct RunningPercentile {
    /// Values from one exact percentile to the next.
    static let hop = 10

    /// The percentile, 0 ... 100.
    let percent: Double
    /// Half the window: it covers `2 * radius` values, less if the series is shorter.
    let radius: Int

    private var sorted: [Float] = []
    private var merged: [Float] = []
    private var leaving: [Float] = []
    private var entering: [Float] = []
    private var knots: [Float] = []

    /// A running percentile; it keeps its buffers from one series to the next.
    init(percent: Double, radius: Int) {
        self.percent = percent
        self.radius = radius
    }

    /// Writes the running percentile of `series` to `result`, which has as many values and may be the series itself.
    ///
    /// Windows begin at `c - radius` for c = 0, 10, 20, ..., shifted inwards at both ends of the series.
    mutating func evaluate(_ series: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>) {
        let count = series.count
        guard count > 0 else { return }
        let size = min(2 * radius, count)
        var start = 0
        sorted.removeAll(keepingCapacity: true)
        sorted.append(contentsOf: series[0..<size])
        sorted.sort()
        knots.removeAll(keepingCapacity: true)
        for centre in stride(from: 0, to: count + Self.hop, by: Self.hop) {
            let next = min(max(centre - radius, 0), count - size)
            if next > start {
                advance(series, from: start, to: next, size: size)
                start = next
            }
            knots.append(Self.value(ofSorted: sorted, percent: percent))
        }
        for index in 0..<count {
            let knot = index / Self.hop
            let fraction = Float(index % Self.hop) / Float(Self.hop)
            result[index] = knots[knot] * (1 - fraction) + knots[knot + 1] * fraction
        }
    }

    /// A percentile of ascending values, interpolated linearly between ranks.
    static func value(ofSorted sorted: [Float], percent: Double) -> Float {
        let rank = percent / 100 * Double(sorted.count - 1)
        let lower = min(max(Int(rank), 0), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        let fraction = Float(rank - Double(lower))
        let step = sorted[upper] - sorted[lower]
        return fraction < 0.5 ? sorted[lower] + step * fraction : sorted[upper] - step * (1 - fraction)
    }

    /// Moves the sorted window: one pass that skips the values that leave and merges those that enter.
    private mutating func advance(_ series: UnsafeBufferPointer<Float>, from start: Int, to next: Int, size: Int) {
        let moved = min(next - start, size)
        leaving.removeAll(keepingCapacity: true)
        leaving.append(contentsOf: series[start..<start + moved])
        leaving.sort()
        entering.removeAll(keepingCapacity: true)
        entering.append(contentsOf: series[next + size - moved..<next + size])
        entering.sort()
        // Ends both lists, so that the pass needs no bounds.
        leaving.append(.infinity)
        entering.append(.infinity)
        if merged.count != size { merged = [Float](repeating: 0, count: size) }
        sorted.withUnsafeBufferPointer { old in
            merged.withUnsafeMutableBufferPointer { new in
                leaving.withUnsafeBufferPointer { out in
                    entering.withUnsafeBufferPointer { Self.merge(old, without: out, with: $0, into: new) }
                }
            }
        }
        swap(&sorted, &merged)
    }

    private static func merge(
        _ old: UnsafeBufferPointer<Float>, without leaving: UnsafeBufferPointer<Float>,
        with entering: UnsafeBufferPointer<Float>, into new: UnsafeMutableBufferPointer<Float>
    ) {
        var written = 0
        var left = 0
        var entered = 0
        for value in old {
            if value == leaving[left] {
                left += 1
                continue
            }
            while entering[entered] < value {
                new[written] = entering[entered]
                written += 1
                entered += 1
            }
            new[written] = value
            written += 1
        }
        while written < new.count {
            new[written] = entering[entered]
            written += 1
            entered += 1
        }
    }
}
