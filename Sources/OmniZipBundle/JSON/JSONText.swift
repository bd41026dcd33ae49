/// The order of strings by their UTF-8 bytes: the same on every machine, and safetensors' own.
enum UTF8Order {
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

/// Strings as JSON text.
enum JSONText {
    private static let hexDigits = Array("0123456789abcdef")

    /// `text` in quotes; only quotes, backslashes and control characters are escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                result += "\\u00"
                result.append(hexDigits[Int(scalar.value >> 4)])
                result.append(hexDigits[Int(scalar.value & 15)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
