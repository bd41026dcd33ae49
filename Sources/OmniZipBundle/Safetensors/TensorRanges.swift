/// Half-open ranges stored as an I32 tensor [N, 2].
enum TensorRanges {
    static func read(_ name: String, from file: SafetensorsReader) throws(BundleError) -> [Range<Int>] {
        let values = try file.values(of: name, as: Int32.self)
        var ranges: [Range<Int>] = []
        for index in 0..<values.count / 2 {
            let start = Int(values[2 * index])
            let end = Int(values[2 * index + 1])
            guard 0 <= start, start <= end else {
                throw BundleError(
                    code: .invalid, operation: "read tensor \(name)", path: file.path,
                    cause: "range \(index) is \(start)..<\(end)")
            }
            ranges.append(start..<end)
        }
        return ranges
    }

    /// The elements of ranges whose bounds fit 32 bits.
    static func values(_ ranges: [Range<Int>]) -> [Int32] {
        ranges.flatMap { [Int32(clamping: $0.lowerBound), Int32(clamping: $0.upperBound)] }
    }
}
