/// File names as text. A name is any bytes; an input's name, and all lists of the output, are UTF-8.
struct NameText {
    /// The name; each byte that is no UTF-8 is shown as `\xNN`.
    let text: String
    /// Whether the text is the name, byte for byte.
    let isExact: Bool

    init(_ bytes: some Collection<UInt8>) {
        if let exact = String(validating: bytes, as: UTF8.self) {
            text = exact
            isExact = true
            return
        }
        var shown = ""
        var rest = bytes[...]
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        parsing: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                shown.unicodeScalars.append(Unicode.UTF8.decode(encoded))
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { shown += Self.escape(byte) }
                rest = rest.dropFirst(length)
            case .emptyInput: break parsing
            }
        }
        text = shown
        isExact = false
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
}
