/// Reads JSON token by token and never trusts it: strict grammar, valid UTF-8, limited nesting, no recursion on
/// hostile depth. Errors are sentences with the byte at fault.
struct JSONScanner {
    /// Deepest nesting of values that are skipped.
    static let maximumDepth = 64

    struct Failure: Error {
        let message: String
        let byte: Int
    }

    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte that is not white space, without taking it.
    mutating func peek() -> UInt8? {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    /// Takes `wanted` if it comes next.
    mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: wanted) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ wanted: Unicode.Scalar) throws(Failure) {
        guard take(wanted) else { throw failure("expected \"\(wanted)\"") }
    }

    func failure(_ message: String) -> Failure { Failure(message: message, byte: position) }

    /// Calls `member` for each key of an object; it must take the value.
    mutating func object(_ member: (inout JSONScanner, String) throws(Failure) -> Void) throws(Failure) {
        try expect("{")
        if take("}") { return }
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key") }
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while take(",")
        try expect("}")
    }

    /// Calls `element` for each element of an array; it must take the value.
    mutating func array(_ element: (inout JSONScanner) throws(Failure) -> Void) throws(Failure) {
        try expect("[")
        if take("]") { return }
        repeat {
            try element(&self)
        } while take(",")
        try expect("]")
    }

    /// A whole number from 0 to Int.max, without sign, fraction or exponent.
    mutating func count() throws(Failure) -> Int {
        guard let first = peek(), isDigit(first) else { throw failure("expected a whole number") }
        var value = 0
        let start = position
        while position < bytes.count, isDigit(bytes[position]) {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = tens.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
            guard !overflow, !overflow2 else { throw failure("the number is too large") }
            value = sum
            position += 1
        }
        guard first != UInt8(ascii: "0") || position == start + 1 else { throw failure("a number begins with 0") }
        if position < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) {
            throw failure("expected a whole number")
        }
        return value
    }

    /// A string with its escapes resolved.
    mutating func string() throws(Failure) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw failure("bad UTF-8") }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw failure("a control character in a string")
            default: text.append(byte)
            }
        }
        throw failure("the text ends inside a string")
    }

    /// Takes any value. Depth is counted, not recursed.
    mutating func skipValue() throws(Failure) {
        var closers: [UInt8] = []
        repeat {
            try skipOpening(&closers)
            while let closer = closers.last {
                guard let next = peek() else { throw failure("the text ends inside a value") }
                if next == closer {
                    position += 1
                    closers.removeLast()
                } else if next == UInt8(ascii: ",") {
                    position += 1
                    if closer == UInt8(ascii: "}") { try skipKey() }
                    break
                } else {
                    throw failure("expected \",\" or a closing bracket")
                }
            }
        } while !closers.isEmpty
    }

    /// Takes a scalar, an empty container, or the opening of a container up to its first value.
    private mutating func skipOpening(_ closers: inout [UInt8]) throws(Failure) {
        while true {
            guard let next = peek() else { throw failure("the text ends where a value should be") }
            switch next {
            case UInt8(ascii: "["):
                position += 1
                if take("]") { return }
                closers.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{"):
                position += 1
                if take("}") { return }
                closers.append(UInt8(ascii: "}"))
                try skipKey()
            case UInt8(ascii: "\""):
                _ = try string()
                return
            default:
                try skipWord()
                return
            }
            guard closers.count <= Self.maximumDepth else { throw failure("values are nested too deeply") }
        }
    }

    private mutating func skipKey() throws(Failure) {
        guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key") }
        _ = try string()
        try expect(":")
    }

    /// Takes the letters, digits and signs that come next: a number, or a word such as true.
    mutating func word() -> String {
        let start = position
        while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipWord() throws(Failure) {
        let word = word()
        guard ["true", "false", "null"].contains(word) || Double(word).map(\.isFinite) == true else {
            throw failure("expected a value")
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }
}

extension JSONScanner {
    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard position < bytes.count else { throw failure("the text ends inside a string") }
        let kind = bytes[position]
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            text.append(contentsOf: UTF8.encode(try escapedScalar()) ?? UTF8.encodedReplacementCharacter)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let high = try hexDigits()
        var value = high
        if (0xD800..<0xDC00).contains(high) {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw failure("half of a surrogate pair") }
            position += 2
            let low = try hexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
            value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue,
                bytes[position] < 0x80
            else { throw failure("expected four hex digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
