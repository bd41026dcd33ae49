/// One tensor of a safetensors file: name, type, shape and where its bytes lie.
public struct SafetensorsTensor: Sendable, Hashable {
    /// Name, unique in the file.
    public let name: String
    /// Element type.
    public let dtype: SafetensorsDType
    /// Sizes of the axes; empty for a scalar.
    public let shape: [Int]
    /// Bytes after the header, half-open.
    public let byteRange: Range<Int>

    /// Elements: the product of the shape.
    public var elementCount: Int { shape.reduce(1, *) }
}

/// What a tensor is to be, before its place in the file is known.
public struct SafetensorsDeclaration: Sendable, Hashable {
    /// Name, unique in the file.
    public let name: String
    /// Element type.
    public let dtype: SafetensorsDType
    /// Sizes of the axes.
    public let shape: [Int]

    /// Declares a tensor.
    public init(_ name: String, _ dtype: SafetensorsDType, _ shape: [Int]) {
        self.name = name
        self.dtype = dtype
        self.shape = shape
    }
}

/// The header of a safetensors file: 8 bytes little-endian length, JSON, then the data without holes.
public struct SafetensorsHeader: Sendable, Equatable {
    /// Longest JSON that readers accept, in bytes.
    public static let maximumBytes = 100_000_000

    /// Tensors in the order of their bytes.
    public let tensors: [SafetensorsTensor]
    /// Free strings (`__metadata__`).
    public let metadata: [String: String]
    /// Bytes of all tensors together.
    public let dataByteCount: Int
    private let indices: [String: Int]

    init(tensors: [SafetensorsTensor], metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
        dataByteCount = tensors.last?.byteRange.upperBound ?? 0
        indices = Dictionary(tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Lays tensors out as the safetensors package does: by descending rank of the type, then by name.
    ///
    /// #### Errors
    /// `inconsistent` for a name twice, a reserved name, a negative size or more bytes than a file can have.
    public init(laying declarations: [SafetensorsDeclaration], metadata: [String: String]) throws(BundleError) {
        let ordered = declarations.sorted { left, right in
            left.dtype != right.dtype ? left.dtype > right.dtype : UTF8Order.precedes(left.name, right.name)
        }
        var tensors: [SafetensorsTensor] = []
        var names: Set<String> = ["__metadata__"]
        var offset = 0
        for declaration in ordered {
            guard names.insert(declaration.name).inserted else {
                throw Self.inconsistent("the tensor name \"\(declaration.name)\" is taken")
            }
            guard let bytes = Self.byteCount(of: declaration.shape, dtype: declaration.dtype),
                !offset.addingReportingOverflow(bytes).overflow
            else { throw Self.inconsistent("tensor \(declaration.name) cannot have shape \(declaration.shape)") }
            tensors.append(
                SafetensorsTensor(
                    name: declaration.name, dtype: declaration.dtype, shape: declaration.shape,
                    byteRange: offset..<offset + bytes))
            offset += bytes
        }
        self.init(tensors: tensors, metadata: metadata)
    }

    /// The tensor called `name`.
    public subscript(name: String) -> SafetensorsTensor? { indices[name].map { tensors[$0] } }

    /// Bytes of a tensor; nil for a negative size, an overflow or a part of a byte.
    static func byteCount(of shape: [Int], dtype: SafetensorsDType) -> Int? {
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        let (bits, overflow) = count.multipliedReportingOverflow(by: dtype.bitWidth)
        guard !overflow, bits % 8 == 0 else { return nil }
        return bits / 8
    }

    /// The header as it lies in a file: length, JSON, and spaces so that data starts at a multiple of 8.
    public func encoded() -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { UTF8Order.precedes($0.key, $1.key) }
                .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
            members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        for tensor in tensors {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(tensor.byteRange.lowerBound),\(tensor.byteRange.upperBound)]}")
        }
        var json = Array("{\(members.joined(separator: ","))}".utf8)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
    }

    private static func inconsistent(_ cause: String) -> BundleError {
        BundleError(code: .inconsistent, operation: "lay out tensors", path: nil, cause: cause)
    }
}
