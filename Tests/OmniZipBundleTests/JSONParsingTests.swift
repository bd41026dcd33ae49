import OmniZipBundle
import OmniZipTestSupport
import Testing

@Suite struct JSONParsingTests {
    @Test(
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-0", .integer(0)),
            ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("18446744073709551615", .unsigned(.max)),
            ("18446744073709551616", .number(18_446_744_073_709_551_616)), ("1.5", .number(1.5)), ("1e2", .number(100)),
            ("-2.5E-1", .number(-0.25)), (#""a\u00e9\n""#, .string("a\u{e9}\n")), ("[]", .array([])),
            ("{}", .object([:])),
            (
                #"{"a": [1, {"b": null}], "": "x"}"#,
                .object(["a": .array([.integer(1), .object(["b": .null])]), "": .string("x")])
            ),
        ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "01", "+1", "1.", ".5", "0x10", "1e", "1e+", "- 1", "--1", "1e999", "NaN", "Infinity", "'a'",
        "\"a", "\"\t\"", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":1}", "1 2", "[1]]",
        "\u{FEFF}1",
        "\"\\ud800\"",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        let error = #expect(throws: BundleError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.code == .malformed && error?.cause.contains("at byte") == true)
    }

    @Test func badBytesAndDepthAreRefused() throws {
        #expect(throws: BundleError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
        }
        _ = try JSONValue(parsing: nested(65))
        for depth in [66, 100_000] { #expect(throws: BundleError.self) { try JSONValue(parsing: nested(depth)) } }
    }

    @Test func textThatWasWrittenIsReadBack() throws {
        var random = SeededGenerator(property: "JSON there and back", seed: 3)
        func value(_ depth: Int) -> JSONValue {
            switch Int.random(in: 0...(depth > 0 ? 5 : 3), using: &random) {
            case 0: .bool(Bool.random(using: &random))
            case 1: .integer(Int64(bitPattern: random.next()))
            case 2: .number(Double(random.nextUnit()) + 0.1)
            case 3: .string(String((0..<4).map { _ in "a\"\\\n\u{e9}\u{1F3AC}/".randomElement(using: &random) ?? "a" }))
            case 4: .array((0..<3).map { _ in value(depth - 1) })
            default: .object(["a": value(depth - 1), "\u{e9}": value(depth - 1), "": .null])
            }
        }
        for _ in 0..<200 {
            let written = value(4)
            #expect(try JSONValue(parsing: Array(try CanonicalJSON.text(written).utf8)) == written)
        }
    }
}
