extension JSONValue {
    /// Parses the text of one JSON value, which is not trusted: strict grammar, valid UTF-8, numbers within the range
    /// of Double, no key twice, at most 64 levels.
    ///
    /// #### Errors
    /// `malformed` with the byte at fault.
    public init(parsing bytes: [UInt8]) throws(BundleError) {
        var scanner = JSONScanner(bytes)
        do throws(JSONScanner.Failure) {
            self = try scanner.value(depth: 0)
            guard scanner.peek() == nil else { throw scanner.failure("text after the value") }
        } catch {
            throw BundleError(
                code: .malformed, operation: "read JSON", path: nil,
                cause: "not JSON: \(error.message) at byte \(error.byte)")
        }
    }
}

extension JSONScanner {
    /// Takes any value.
    fileprivate mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw failure("values are nested too deeply") }
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            // Keys that differ in bytes are one key where Unicode takes them for equal; refused, as nothing tells which
            // of them was meant.
            try object { scanner, key throws(Failure) in
                guard members[key] == nil else { throw scanner.failure("a key comes twice") }
                members[key] = try scanner.value(depth: depth + 1)
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { scanner throws(Failure) in elements.append(try scanner.value(depth: depth + 1)) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case nil: throw failure("the text ends where a value should be")
        default: return try scalar()
        }
    }

    private mutating func scalar() throws(Failure) -> JSONValue {
        let word = word()
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        guard Self.isNumber(word.utf8) else { throw failure("expected a value") }
        if let whole = Int64(word) { return .integer(whole) }
        if let whole = UInt64(word) { return .unsigned(whole) }
        guard let real = Double(word), real.isFinite else { throw failure("the number is too large") }
        return .number(real)
    }

    /// JSON's grammar, which is stricter than Swift's: no leading zeros or plus, digits on both sides of the point.
    private static func isNumber(_ word: String.UTF8View) -> Bool {
        var rest = word[...]
        func takeDigits() -> Int {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let count = takeDigits()
        guard count > 0, !startsWithZero || count == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits() > 0 else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign) { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
