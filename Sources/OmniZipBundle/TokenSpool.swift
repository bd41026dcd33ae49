/// Element type of the `tokens` tensor.
public enum TokenPrecision: String, Sendable, Codable, CaseIterable {
    /// Half precision, the default.
    case f16
    /// bfloat16.
    case bf16
    /// Single precision.
    case f32

    /// Type in the file.
    public var dtype: SafetensorsDType {
        switch self {
        case .f16: .f16
        case .bf16: .bf16
        case .f32: .f32
        }
    }

    /// Bytes of an element.
    public var byteCount: Int { dtype.bitWidth / 8 }
}

/// Rows of kept tokens, written in any order until the rest of the bundle is known: first those of all kept video
/// tokens, then those of all kept audio tokens, each in their modality's order.
///
/// The number of merges, and with it the place of the rows in the file, is known only after the last window. Up to a
/// limit rows are held in memory; above it they lie in a file without a name beside the bundle.
public final class TokenSpool {
    /// Rows, L.
    public let rowCount: Int
    /// Width, D.
    public let dimension: Int
    /// Element type.
    public let precision: TokenPrecision

    /// What is copied at once.
    private static let chunkBytes = 1 << 20

    private let path: String
    private var memory: [UInt8]
    private let disk: File?
    private var written = ByteCoverage()
    private var scratch: [UInt8] = []

    /// Room for `rowCount` rows.
    ///
    /// - Parameters:
    ///   - path: where the bundle will lie.
    ///   - memoryLimitBytes: more than this goes to the disk: the memory of a worker is not to grow with its video.
    public init(
        rowCount: Int, dimension: Int, precision: TokenPrecision = .f16, path: String,
        memoryLimitBytes: Int = 1 << 20
    ) throws(BundleError) {
        self.rowCount = rowCount
        self.dimension = dimension
        self.precision = precision
        self.path = path
        let (elements, overflow) = rowCount.multipliedReportingOverflow(by: dimension)
        guard rowCount >= 0, dimension >= 0, !overflow, elements <= 1 << 50 else {
            throw BundleError(
                code: .inconsistent, operation: "collect tokens", path: path,
                cause: "\(rowCount) tokens of width \(dimension) are not possible")
        }
        let bytes = elements * precision.byteCount
        if bytes <= memoryLimitBytes {
            memory = [UInt8](repeating: 0, count: bytes)
            disk = nil
        } else {
            memory = []
            disk = try TemporaryFile.anonymous(beside: path)
        }
    }

    /// Bytes of all rows.
    public var byteCount: Int { rowCount * dimension * precision.byteCount }

    /// Whether every row was written.
    public var isComplete: Bool { written.count == byteCount }

    /// Writes consecutive rows.
    ///
    /// - Parameters:
    ///   - rows: whole rows, row after row.
    ///   - firstRow: row of the first of them.
    public func write(rows: UnsafeBufferPointer<Float>, at firstRow: Int) throws(BundleError) {
        guard dimension > 0 else { return }
        guard rows.count % dimension == 0 else {
            throw inconsistent("\(rows.count) values are no whole rows of width \(dimension)")
        }
        let place = try place(ofRows: rows.count / dimension, at: firstRow)
        try convert(rows, firstRow: firstRow, atByte: 0)
        try store(place)
    }

    /// Writes the kept rows among `rows` to consecutive rows, at once.
    ///
    /// - Parameters:
    ///   - rows: whole rows, one for each value of `keep`.
    ///   - keep: which of them are kept.
    ///   - firstRow: row of the first kept one.
    public func write(
        keptOf rows: UnsafeBufferPointer<Float>, keep: ArraySlice<Bool>, at firstRow: Int
    ) throws(BundleError) {
        guard rows.count == keep.count * dimension else {
            throw inconsistent("\(rows.count) values for a mask of \(keep.count) tokens of width \(dimension)")
        }
        guard dimension > 0 else { return }
        let place = try place(ofRows: keep.count { $0 }, at: firstRow)
        var row = firstRow
        var index = keep.startIndex
        while index < keep.endIndex {
            var end = index
            while end < keep.endIndex, keep[end] { end += 1 }
            if end > index {
                let run = (index - keep.startIndex) * dimension..<(end - keep.startIndex) * dimension
                try convert(
                    UnsafeBufferPointer(rebasing: rows[run]), firstRow: row,
                    atByte: (row - firstRow) * dimension * precision.byteCount)
                row += end - index
            }
            index = end + 1
        }
        try store(place)
    }

    /// The bytes of `count` rows from `firstRow` on, with room for them in `scratch`.
    private func place(ofRows count: Int, at firstRow: Int) throws(BundleError) -> Range<Int> {
        guard firstRow >= 0, firstRow <= rowCount - count else {
            throw inconsistent("\(count) rows from row \(firstRow) on do not fit into \(rowCount)")
        }
        let rowBytes = dimension * precision.byteCount
        if scratch.count < count * rowBytes { scratch = [UInt8](repeating: 0, count: count * rowBytes) }
        return firstRow * rowBytes..<(firstRow + count) * rowBytes
    }

    /// Puts the bytes of `rows` into `scratch`.
    private func convert(_ rows: UnsafeBufferPointer<Float>, firstRow: Int, atByte start: Int) throws(BundleError) {
        let end = start + rows.count * precision.byteCount
        let isFinite = scratch.withUnsafeMutableBytes { bytes in
            precision.convert(rows, to: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end]))
        }
        guard isFinite else {
            let cause = "a value of row \(firstRow) or after is beyond the range of \(precision.dtype.rawValue)"
            throw BundleError(
                code: .inconsistent, operation: "collect tokens", path: path, cause: cause,
                remedy: "choose another token precision: bf16 or f32")
        }
    }

    /// Takes what lies in `scratch` to its place.
    private func store(_ place: Range<Int>) throws(BundleError) {
        guard written.insert(place) else {
            throw inconsistent("bytes \(place) overlap rows written before")
        }
        if let disk {
            try disk.write(contentsOf: scratch, count: place.count, at: place.lowerBound)
        } else {
            memory.replaceSubrange(place, with: scratch[..<place.count])
        }
    }

    /// Copies ranges of rows, one after the other, into a tensor of a writer.
    func copy(_ ranges: [Range<Int>], to writer: SafetensorsWriter, tensor: String) throws(BundleError) {
        guard isComplete else { throw inconsistent("\(written.count) of \(byteCount) bytes of tokens were written") }
        let rowBytes = dimension * precision.byteCount
        var target = 0
        for range in ranges {
            var offset = range.lowerBound * rowBytes
            let end = range.upperBound * rowBytes
            while offset < end {
                let chunk = try bytes(offset..<min(end, offset + Self.chunkBytes))
                try writer.write(contentsOf: chunk, to: tensor, atByte: target)
                offset += chunk.count
                target += chunk.count
            }
        }
    }

    private func bytes(_ range: Range<Int>) throws(BundleError) -> ArraySlice<UInt8> {
        guard let disk else { return memory[range] }
        return try disk.bytes(at: range.lowerBound, count: range.count)[...]
    }

    private func inconsistent(_ cause: String) -> BundleError {
        BundleError(code: .inconsistent, operation: "collect tokens", path: path, cause: cause)
    }
}

extension TokenPrecision {
    /// Writes `values` to `bytes`, little-endian, rounded to this precision; false if one is or becomes infinite or is no
    /// number.
    func convert(_ values: UnsafeBufferPointer<Float>, to bytes: UnsafeMutableRawBufferPointer) -> Bool {
        switch self {
        case .f32:
            bytes.copyMemory(from: UnsafeRawBufferPointer(values))
            return NonFinite.firstIndex(in: values) == nil
        case .f16: return narrow(values, to: bytes, exponent: 0x7C00, convert: HalfPrecision.float16Bits)
        case .bf16: return narrow(values, to: bytes, exponent: 0x7F80, convert: HalfPrecision.bfloat16Bits)
        }
    }

    @inline(__always)
    private func narrow(
        _ values: UnsafeBufferPointer<Float>, to bytes: UnsafeMutableRawBufferPointer, exponent: UInt16,
        convert: (Float) -> UInt16
    ) -> Bool {
        var isFinite = true
        for (index, value) in values.enumerated() {
            let bits = convert(value)
            if bits & exponent == exponent { isFinite = false }
            bytes.storeBytes(of: bits.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
        }
        return isFinite
    }
}
