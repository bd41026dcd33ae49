/// Turns encodable values into `JSONValue`. Absent optionals become null, so that every object of a type has the same
/// members, those of `LeftOutIfAbsent` excepted.
enum JSONValueEncoder {
    static func encode(_ value: some Encodable) throws(BundleError) -> JSONValue {
        let encoder = NodeEncoder(codingPath: [])
        do {
            try encoder.encodeSelf(value)
        } catch {
            throw BundleError(code: .inconsistent, operation: "encode JSON", path: nil, cause: "\(error)")
        }
        return encoder.node.value
    }
}

/// A value under construction; containers are shared by reference, as `Encoder` demands.
private final class Node {
    var scalar: JSONValue = .null
    var members: [String: Node]?
    var elements: [Node]?

    var value: JSONValue {
        if let members { return .object(members.mapValues(\.value)) }
        if let elements { return .array(elements.map(\.value)) }
        return scalar
    }
}

private struct NodeEncoder: Encoder {
    let node: Node
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(codingPath: [any CodingKey], node: Node = Node()) {
        self.codingPath = codingPath
        self.node = node
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.members = node.members ?? [:]
        return KeyedEncodingContainer(KeyedContainer<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.elements = node.elements ?? []
        return UnkeyedContainer(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    /// Encodes `value` as this node; types with their own representation here are caught first.
    func encodeSelf<T: Encodable>(_ value: T) throws {
        switch value {
        case let value as Bool: node.scalar = .bool(value)
        case let value as String: node.scalar = .string(value)
        case let value as Double: node.scalar = .number(value)
        case let value as Float: node.scalar = .single(value)
        case let value as any FixedWidthInteger: node.scalar = integer(value)
        default: try value.encode(to: self)
        }
    }

    private func integer(_ value: some FixedWidthInteger) -> JSONValue {
        Int64(exactly: value).map(JSONValue.integer) ?? UInt64(exactly: value).map(JSONValue.unsigned) ?? .null
    }
}

extension NodeEncoder: SingleValueEncodingContainer {
    mutating func encodeNil() { node.scalar = .null }
    mutating func encode<T: Encodable>(_ value: T) throws { try encodeSelf(value) }
    mutating func encode(_ value: Bool) throws { try encodeSelf(value) }
    mutating func encode(_ value: String) throws { try encodeSelf(value) }
    mutating func encode(_ value: Double) throws { try encodeSelf(value) }
    mutating func encode(_ value: Float) throws { try encodeSelf(value) }
    mutating func encode(_ value: Int) throws { try encodeSelf(value) }
    mutating func encode(_ value: Int8) throws { try encodeSelf(value) }
    mutating func encode(_ value: Int16) throws { try encodeSelf(value) }
    mutating func encode(_ value: Int32) throws { try encodeSelf(value) }
    mutating func encode(_ value: Int64) throws { try encodeSelf(value) }
    mutating func encode(_ value: UInt) throws { try encodeSelf(value) }
    mutating func encode(_ value: UInt8) throws { try encodeSelf(value) }
    mutating func encode(_ value: UInt16) throws { try encodeSelf(value) }
    mutating func encode(_ value: UInt32) throws { try encodeSelf(value) }
    mutating func encode(_ value: UInt64) throws { try encodeSelf(value) }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: Node
    let codingPath: [any CodingKey]

    private func child(_ key: any CodingKey) -> NodeEncoder {
        let child = NodeEncoder(codingPath: codingPath + [key])
        node.members?[key.stringValue] = child.node
        return child
    }

    mutating func encodeNil(forKey key: Key) { _ = child(key) }
    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: String, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Double, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Float, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Int, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Int8, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Int16, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: UInt, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { try child(key).encodeSelf(value) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try child(key).encodeSelf(value) }

    private func encodeOptional<T: Encodable>(_ value: T?, _ key: Key) throws {
        if value == nil, T.self is any LeftOutIfAbsent.Type { return }
        let child = child(key)
        if let value { try child.encodeSelf(value) }
    }

    mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeOptional(value, key) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> { child(key).container(keyedBy: keyType) }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        child(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { child(SuperKey()) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { child(key) }
}

private struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }
    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
    let node: Node
    let codingPath: [any CodingKey]
    var count: Int { node.elements?.count ?? 0 }

    private func child() -> NodeEncoder {
        let child = NodeEncoder(codingPath: codingPath)
        node.elements?.append(child.node)
        return child
    }

    mutating func encodeNil() { _ = child() }
    mutating func encode<T: Encodable>(_ value: T) throws { try child().encodeSelf(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> { child().container(keyedBy: keyType) }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { child() }
}
