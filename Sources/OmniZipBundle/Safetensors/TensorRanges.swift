/// Half-open ranges stored as a tensor [N, 2] of starts and ends.
enum TensorRanges {
    /// Reads an I32 tensor.
    static func read(_ name: String, from file: SafetensorsReader) throws(BundleError) -> [Range<Int>] {
        try ranges(name, try file.values(of: name, as: Int32.self).map { Int($0) }, path: file.path)
    }

    /// Reads an I32 or I64 tensor: what Python writes without being told.
    static func readAnyWidth(_ name: String, from file: SafetensorsReader) throws(BundleError) -> [Range<Int>] {
        guard try file.tensor(name).dtype == .i64 else { return try read(name, from: file) }
        return try ranges(name, try file.values(of: name, as: Int64.self).map { Int($0) }, path: file.path)
    }

    private static func ranges(_ name: String, _ values: [Int], path: String) throws(BundleError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in 0..<values.count / 2 {
            let start = values[2 * index]
            let end = values[2 * index + 1]
            guard 0 <= start, start <= end else {
                throw BundleError(
                    code: .invalid, operation: "read tensor \(name)", path: path,
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
