extension SafetensorsHeader {
    /// Most tensors that are accepted; a larger header is an attack, not a bundle.
    static let maximumTensors = 1 << 18

    /// Parses and checks the JSON of a header.
    ///
    /// - Parameters:
    ///   - json: the header without its length.
    ///   - dataByteCount: bytes of the file after the header.
    ///
    /// #### Errors
    /// `malformed` for broken JSON, a name twice, a shape that does not fit its bytes, holes, overlaps and trailing
    /// bytes; `unsupported` for an unknown type. `path` is nil.
    init(parsing json: [UInt8], dataByteCount: Int) throws(BundleError) {
        var parser = HeaderParser()
        do throws(JSONScanner.Failure) {
            var scanner = JSONScanner(json)
            // The format demands the brace first; only spaces may follow the object.
            guard json.first == UInt8(ascii: "{") else { throw scanner.failure("expected \"{\"") }
            try scanner.object { (scanner, key) throws(JSONScanner.Failure) in try parser.member(key, &scanner) }
            guard scanner.peek() == nil else { throw scanner.failure("text after the header's object") }
        } catch {
            throw Self.malformed("\(error.message) at byte \(error.byte) of the header")
        }
        let tensors = try parser.entries.map { (entry) throws(BundleError) in try entry.tensor() }
            .sorted {
                ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
            }
        var end = 0
        for tensor in tensors {
            guard tensor.byteRange.lowerBound == end else {
                let kind =
                    tensor.byteRange.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole before it"
                throw Self.malformed("tensor \(tensor.name) \(kind) at byte \(end)")
            }
            end = tensor.byteRange.upperBound
        }
        guard end == dataByteCount else {
            throw Self.malformed(
                "tensors end at byte \(end), the data has \(dataByteCount)",
                remedy: end > dataByteCount ? "the file was cut" : "something was appended to the file")
        }
        self.init(tensors: tensors, metadata: parser.metadata)
    }

    fileprivate static func malformed(_ cause: String, remedy: String? = nil) -> BundleError {
        BundleError(code: .malformed, operation: "read header", path: nil, cause: cause, remedy: remedy)
    }
}

/// What the header says of one tensor, before it is checked.
private struct HeaderEntry {
    let name: String
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    func tensor() throws(BundleError) -> SafetensorsTensor {
        guard let type = SafetensorsDType(rawValue: dtype) else {
            throw BundleError(
                code: .unsupported, operation: "read header", path: nil,
                cause: "tensor \(name) has the unknown dtype \"\(dtype)\"")
        }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw SafetensorsHeader.malformed("tensor \(name) has the data_offsets \(offsets)")
        }
        guard let bytes = SafetensorsHeader.byteCount(of: shape, dtype: type) else {
            throw SafetensorsHeader.malformed("tensor \(name) has the impossible shape \(shape)")
        }
        guard bytes == offsets[1] - offsets[0] else {
            throw SafetensorsHeader.malformed(
                "tensor \(name) of shape \(shape) needs \(bytes) bytes and has \(offsets[1] - offsets[0])")
        }
        return SafetensorsTensor(name: name, dtype: type, shape: shape, byteRange: offsets[0]..<offsets[1])
    }
}

private struct HeaderParser {
    var entries: [HeaderEntry] = []
    var metadata: [String: String] = [:]
    private var names: Set<String> = []

    mutating func member(_ key: String, _ scanner: inout JSONScanner) throws(JSONScanner.Failure) {
        guard names.insert(key).inserted else { throw scanner.failure("the name \"\(key)\" occurs twice") }
        guard key == "__metadata__" else {
            guard entries.count < SafetensorsHeader.maximumTensors else { throw scanner.failure("too many tensors") }
            return entries.append(try entry(key, &scanner))
        }
        var strings: [String: String] = [:]
        try scanner.object { (scanner, name) throws(JSONScanner.Failure) in
            guard scanner.peek() == UInt8(ascii: "\"") else {
                throw scanner.failure("the metadata \"\(name)\" is not a string")
            }
            guard strings.updateValue(try scanner.string(), forKey: name) == nil else {
                throw scanner.failure("the metadata \"\(name)\" occurs twice")
            }
        }
        metadata = strings
    }

    private func entry(_ name: String, _ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> HeaderEntry {
        var dtype: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { (scanner, key) throws(JSONScanner.Failure) in
            switch key {
            case "dtype" where dtype == nil: dtype = try scanner.string()
            case "shape" where shape == nil: shape = try Self.counts(&scanner)
            case "data_offsets" where offsets == nil: offsets = try Self.counts(&scanner)
            case "dtype", "shape", "data_offsets": throw scanner.failure("\(key) of tensor \(name) occurs twice")
            default: try scanner.skipValue()
            }
        }
        guard let dtype, let shape, let offsets else {
            throw scanner.failure("tensor \(name) lacks dtype, shape or data_offsets")
        }
        return HeaderEntry(name: name, dtype: dtype, shape: shape, offsets: offsets)
    }

    private static func counts(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> [Int] {
        var values: [Int] = []
        try scanner.array { (scanner) throws(JSONScanner.Failure) in values.append(try scanner.count()) }
        return values
    }
}
