/// Writes a safetensors file whose tensors are declared first and filled in any order.
///
/// The file appears under its name only with `publish`; without it nothing stays behind.
public final class SafetensorsWriter {
    /// Where everything lies.
    public let header: SafetensorsHeader
    /// Final path.
    public var path: String { output.finalPath }
    /// Bytes of the whole file.
    public let fileByteCount: Int

    private let output: TemporaryFile
    private let dataStart: Int
    private var written: ByteCoverage

    /// Declares all tensors and the metadata and writes the header.
    ///
    /// #### Errors
    /// `inconsistent` for impossible declarations, `system` if the temporary file cannot be made.
    public init(
        path: String, tensors: [SafetensorsDeclaration], metadata: [String: String]
    ) throws(BundleError) {
        header = try SafetensorsHeader(laying: tensors, metadata: metadata)
        let encoded = header.encoded()
        guard encoded.count - 8 <= SafetensorsHeader.maximumBytes else {
            throw BundleError(
                code: .inconsistent, operation: "write header", path: path,
                cause: "the header has \(encoded.count) bytes, readers accept \(SafetensorsHeader.maximumBytes)")
        }
        dataStart = encoded.count
        fileByteCount = encoded.count + header.dataByteCount
        written = ByteCoverage()
        output = try TemporaryFile(finalPath: path)
        try output.file.write(contentsOf: encoded, at: 0)
    }

    /// Writes raw little-endian bytes into tensor `name`, from its byte `offset` on.
    public func write(_ bytes: UnsafeRawBufferPointer, to name: String, atByte offset: Int) throws(BundleError) {
        let tensor = try tensor(name)
        guard offset >= 0, bytes.count <= tensor.byteRange.count, offset <= tensor.byteRange.count - bytes.count else {
            throw inconsistent("\(bytes.count) bytes at \(offset) do not fit into tensor \(name)")
        }
        let start = tensor.byteRange.lowerBound + offset
        guard written.insert(start..<start + bytes.count) else {
            throw inconsistent("bytes \(offset)..<\(offset + bytes.count) of tensor \(name) were written before")
        }
        try output.file.write(bytes, at: dataStart + start)
    }

    /// Writes elements of the tensor's own type from element `start` on.
    public func write<Element: SafetensorsElement>(
        _ values: [Element], to name: String, atElement start: Int = 0
    ) throws(BundleError) {
        let tensor = try tensor(name)
        guard tensor.dtype == Element.dtype else {
            throw inconsistent("tensor \(name) holds \(tensor.dtype.rawValue), not \(Element.dtype.rawValue)")
        }
        try write(elements: values, to: name, at: start)
    }

    /// Writes a mask into a BOOL tensor from element `start` on.
    public func write(_ mask: [Bool], to name: String, atElement start: Int = 0) throws(BundleError) {
        let tensor = try tensor(name)
        guard tensor.dtype == .bool else {
            throw inconsistent("tensor \(name) holds \(tensor.dtype.rawValue), not BOOL")
        }
        try write(elements: mask.map { $0 ? UInt8(1) : 0 }, to: name, at: start)
    }

    /// Writes single-precision values into an F32, F16 or BF16 tensor from element `start` on, rounding to nearest even.
    public func write(
        converting values: UnsafeBufferPointer<Float>, to name: String, atElement start: Int
    ) throws(BundleError) {
        switch try tensor(name).dtype {
        case .f32: try write(UnsafeRawBufferPointer(values), to: name, atByte: start * 4)
        case .f16: try write(elements: values.map(HalfPrecision.float16Bits), to: name, at: start)
        case .bf16: try write(elements: values.map(HalfPrecision.bfloat16Bits), to: name, at: start)
        case let other: throw inconsistent("tensor \(name) holds \(other.rawValue), not F32, F16 or BF16")
        }
    }

    /// Writes single-precision values into an F32, F16 or BF16 tensor from element `start` on, rounding to nearest even.
    public func write(
        converting values: some Collection<Float>, to name: String, atElement start: Int = 0
    ) throws(BundleError) {
        let copy = ContiguousArray(values)
        var failure: BundleError?
        copy.withUnsafeBufferPointer { buffer in
            do throws(BundleError) {
                try write(converting: buffer, to: name, atElement: start)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Writes raw little-endian bytes into tensor `name`, from its byte `offset` on.
    func write(contentsOf bytes: ArraySlice<UInt8>, to name: String, atByte offset: Int) throws(BundleError) {
        var failure: BundleError?
        bytes.withUnsafeBytes { raw in
            do throws(BundleError) { try write(raw, to: name, atByte: offset) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Fills tensor `name` with the first `byteCount` bytes of `source`. Memory: one piece, whatever the size.
    func copy(_ source: File, byteCount: Int, to name: String) throws(BundleError) {
        let range = try tensor(name).byteRange
        guard byteCount == range.count, written.insert(range) else {
            throw inconsistent("\(byteCount) bytes do not fill tensor \(name), or it was written before")
        }
        try output.file.copy(0..<byteCount, of: source, at: dataStart + range.lowerBound)
    }

    /// Makes the file visible under its name.
    ///
    /// #### Errors
    /// `inconsistent` if a byte was never written; the file is then not published.
    public func publish() throws(BundleError) {
        guard written.count == header.dataByteCount else {
            let missing = header.tensors.first { !written.contains($0.byteRange) }
            throw inconsistent("tensor \(missing?.name ?? "?") was not written completely")
        }
        try output.publish()
    }

    private func write<Element: BitwiseCopyable>(
        elements: [Element], to name: String, at start: Int
    ) throws(BundleError) {
        var failure: BundleError?
        elements.withUnsafeBytes { raw in
            do throws(BundleError) {
                try write(raw, to: name, atByte: start * MemoryLayout<Element>.stride)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func tensor(_ name: String) throws(BundleError) -> SafetensorsTensor {
        guard let tensor = header[name] else { throw inconsistent("tensor \(name) was not declared") }
        return tensor
    }

    private func inconsistent(_ cause: String) -> BundleError {
        BundleError(code: .inconsistent, operation: "write tensors", path: path, cause: cause)
    }
}

/// Which bytes were written: disjoint ranges in ascending order, neighbours joined.
struct ByteCoverage {
    private var ranges: [Range<Int>] = []
    /// Bytes covered.
    private(set) var count = 0

    /// Adds a range; false if it overlaps what is covered. Complexity: O(log n) at the end, O(n) elsewhere.
    mutating func insert(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let index = firstIndex(endingAfter: range.lowerBound)
        if index < ranges.count, ranges[index].lowerBound < range.upperBound { return false }
        let joinsPrevious = index > 0 && ranges[index - 1].upperBound == range.lowerBound
        let joinsNext = index < ranges.count && ranges[index].lowerBound == range.upperBound
        switch (joinsPrevious, joinsNext) {
        case (true, true):
            ranges[index - 1] = ranges[index - 1].lowerBound..<ranges[index].upperBound
            ranges.remove(at: index)
        case (true, false): ranges[index - 1] = ranges[index - 1].lowerBound..<range.upperBound
        case (false, true): ranges[index] = range.lowerBound..<ranges[index].upperBound
        case (false, false): ranges.insert(range, at: index)
        }
        count += range.count
        return true
    }

    /// Whether every byte of `range` is covered.
    func contains(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let index = firstIndex(endingAfter: range.lowerBound)
        return index < ranges.count && ranges[index].lowerBound <= range.lowerBound
            && ranges[index].upperBound >= range.upperBound
    }

    private func firstIndex(endingAfter byte: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > byte { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
