/// Reads a safetensors file. The whole header is checked against the file's size before any data is touched, data is
/// read with bounds, and no file makes this trap.
///
/// Nothing is mapped into memory, so a file that is cut while it is open gives an error, not a signal.
public final class SafetensorsReader: Sendable {
    /// Most bytes that are read at once; a sparse file may claim more than any memory holds.
    public static let maximumReadBytes = 1 << 34

    /// The file.
    public let path: String
    /// Its tensors and metadata.
    public let header: SafetensorsHeader

    private let file: File
    private let dataStart: Int

    /// Opens a file and checks its header.
    ///
    /// #### Errors
    /// `system` if it cannot be opened, `malformed` if it is not sound, `unsupported` for an unknown type.
    public init(path: String) throws(BundleError) {
        self.path = path
        file = try File.reading(path)
        let size = try file.size()
        guard size >= 8 else { throw Self.malformed(path, "\(size) bytes are too few for a safetensors file") }
        let length = try file.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(SafetensorsHeader.maximumBytes) else {
            throw Self.malformed(path, "a header of \(length) bytes, more than \(SafetensorsHeader.maximumBytes)")
        }
        guard length <= UInt64(size - 8) else {
            throw Self.malformed(path, "a header of \(length) bytes in a file of \(size)")
        }
        dataStart = 8 + Int(length)
        let json = try file.bytes(at: 8, count: Int(length))
        do {
            header = try SafetensorsHeader(parsing: json, dataByteCount: size - dataStart)
        } catch {
            throw error.naming(path)
        }
    }

    /// The tensor called `name`.
    ///
    /// #### Errors
    /// `invalid` if there is none.
    public func tensor(_ name: String) throws(BundleError) -> SafetensorsTensor {
        guard let tensor = header[name] else {
            throw BundleError(code: .invalid, operation: "read tensor \(name)", path: path, cause: "it is missing")
        }
        return tensor
    }

    /// All bytes of a tensor, little-endian.
    public func bytes(of name: String) throws(BundleError) -> [UInt8] {
        let range = try tensor(name).byteRange
        try checkSize(range.count, of: name)
        return try file.bytes(at: dataStart + range.lowerBound, count: range.count)
    }

    /// Bytes of a tensor in the half-open `range`, counted from its first byte.
    func bytes(of name: String, range: Range<Int>) throws(BundleError) -> [UInt8] {
        let all = try tensor(name).byteRange
        guard range.lowerBound >= 0, range.upperBound <= all.count else {
            throw BundleError(
                code: .inconsistent, operation: "read tensor \(name)", path: path,
                cause: "bytes \(range) of \(all.count)")
        }
        try checkSize(range.count, of: name)
        return try file.bytes(at: dataStart + all.lowerBound + range.lowerBound, count: range.count)
    }

    /// All elements of a tensor of exactly this type.
    public func values<Element: SafetensorsElement>(
        of name: String, as type: Element.Type = Element.self
    ) throws(BundleError) -> [Element] {
        let tensor = try tensor(name)
        guard tensor.dtype == Element.dtype else { throw wrongType(tensor, wanted: Element.dtype.rawValue) }
        return try elements(of: tensor, range: 0..<tensor.elementCount)
    }

    /// All elements of a BOOL tensor; a byte other than 0 and 1 is an error.
    public func mask(_ name: String) throws(BundleError) -> [Bool] {
        let tensor = try tensor(name)
        guard tensor.dtype == .bool else { throw wrongType(tensor, wanted: "BOOL") }
        let bytes = try bytes(of: name)
        guard bytes.allSatisfy({ $0 <= 1 }) else {
            throw BundleError(
                code: .invalid, operation: "read tensor \(name)", path: path, cause: "a byte is neither 0 nor 1")
        }
        return bytes.map { $0 == 1 }
    }

    /// Elements of an F32, F16 or BF16 tensor in single precision; all, or those of `range`.
    public func floats(of name: String, range: Range<Int>? = nil) throws(BundleError) -> [Float] {
        let whole = 0..<(try tensor(name).elementCount)
        let range = range ?? whole
        try checkSize(range.count * MemoryLayout<Float>.stride, of: name)
        var failure: BundleError?
        let values = [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
            do throws(BundleError) {
                try readFloats(of: name, from: range.lowerBound, into: .init(rebasing: buffer[..<range.count]))
                count = range.count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return values
    }

    /// Fills `values` with elements of an F32, F16 or BF16 tensor in single precision, from element `start` on.
    ///
    /// Nothing is allocated: halves are read into the second half of the buffer and widened in place.
    public func readFloats(
        of name: String, from start: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(BundleError) {
        let tensor = try tensor(name)
        guard start >= 0, values.count <= tensor.elementCount, start <= tensor.elementCount - values.count else {
            throw BundleError(
                code: .inconsistent, operation: "read tensor \(name)", path: path,
                cause: "\(values.count) elements from \(start) on of \(tensor.elementCount)")
        }
        guard [.f32, .f16, .bf16].contains(tensor.dtype) else { throw wrongType(tensor, wanted: "F32, F16 or BF16") }
        let stride = tensor.dtype.bitWidth / 8
        let bytes = UnsafeMutableRawBufferPointer(values)
        let place = dataStart + tensor.byteRange.lowerBound + start * stride
        try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[(bytes.count - values.count * stride)...]), at: place)
        switch tensor.dtype {
        case .f16: HalfPrecision.widenFloat16(inPlace: values)
        case .bf16: HalfPrecision.widenBFloat16(inPlace: values)
        default: break
        }
    }

    private func elements<Element: BitwiseCopyable>(
        of tensor: SafetensorsTensor, range: Range<Int>
    ) throws(BundleError) -> [Element] {
        let stride = MemoryLayout<Element>.stride
        try checkSize(range.count * stride, of: tensor.name)
        let start = dataStart + tensor.byteRange.lowerBound + range.lowerBound * stride
        var failure: BundleError?
        let values = [Element](unsafeUninitializedCapacity: range.count) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: range.count * stride)
            do throws(BundleError) {
                try file.read(into: raw, at: start)
                count = range.count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return values
    }

    private func checkSize(_ byteCount: Int, of name: String) throws(BundleError) {
        guard byteCount <= Self.maximumReadBytes else {
            throw BundleError(
                code: .unsupported, operation: "read tensor \(name)", path: path,
                cause: "\(byteCount) bytes are more than the \(Self.maximumReadBytes) that are read at once")
        }
    }

    private func wrongType(_ tensor: SafetensorsTensor, wanted: String) -> BundleError {
        BundleError(
            code: .invalid, operation: "read tensor \(tensor.name)", path: path,
            cause: "its dtype is \(tensor.dtype.rawValue), not \(wanted)")
    }

    private static func malformed(_ path: String, _ cause: String) -> BundleError {
        BundleError(
            code: .malformed, operation: "read header", path: path, cause: cause,
            remedy: "it is not a safetensors file, or it was cut")
    }
}

extension BundleError {
    /// The same error with the file named.
    func naming(_ path: String) -> BundleError {
        BundleError(
            code: code, operation: operation, path: path, cause: cause, remedy: remedy, systemError: systemError)
    }
}
