/// Weights of an antialiased bicubic resize along one axis, as torchvision (`antialias=True`) and Pillow have them: the
/// cubic with a = -0.5, widened where pictures shrink.
struct ResizeWeights: Equatable {
    /// First input of each output.
    private(set) var starts: [Int] = []
    /// Weights of each output, `tapCount` places.
    private(set) var values: [Float]
    /// Most inputs of an output.
    let tapCount: Int

    /// - Precondition: both sizes are at least 1.
    init(input: Int, output: Int) {
        let scale = Double(input) / Double(output)
        let widening = max(scale, 1)
        let support = 2 * widening
        var rows: [[Double]] = []
        for index in 0..<output {
            let center = scale * (Double(index) + 0.5)
            let start = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), input)
            let raw = (start..<end).map { Self.cubic((Double($0) - center + 0.5) / widening) }
            let sum = raw.reduce(0, +)
            starts.append(start)
            rows.append(raw.map { $0 / sum })
        }
        tapCount = rows.map(\.count).max() ?? 0
        values = [Float](repeating: 0, count: output * tapCount)
        for (index, row) in rows.enumerated() {
            // An output near the edge has fewer inputs: the places that are left weigh nothing and must exist.
            let shift = max(0, starts[index] + tapCount - input)
            starts[index] -= shift
            for (tap, weight) in row.enumerated() {
                values[index * tapCount + shift + tap] = Float(weight)
            }
        }
    }

    private static func cubic(_ position: Double) -> Double {
        let x = abs(position)
        if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
    }
}
