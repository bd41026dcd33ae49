import Foundation
import Testing

@testable import OmniZipBundle

@Suite struct CanonicalJSONTests {
    private struct Everything: Codable {
        var zebra = 1
        var Alpha = -2.5
        var beta: Double? = nil
        var text = "é\"\\\n\u{7}/😀"
        var nan = Double.nan
        var float: Float = 0.1
        var big = UInt64.max
        var empty: [Int] = []
        var nested: [[Int]] = [[1], [2, 3]]
        var keys = ["b": true, "a": false, "é": true, "z": false]
        var none: [String: Int] = [:]
        var optionals: [Int?] = [nil, 4]
    }

    @Test func textIsSortedAndMinimal() throws {
        #expect(
            try CanonicalJSON.text(Everything())
                == #"{"Alpha":-2.5,"beta":null,"big":18446744073709551615,"empty":[],"float":0.1,"#
                + #""keys":{"a":false,"b":true,"z":false,"é":true},"nan":null,"nested":[[1],[2,3]],"none":{},"#
                + #""optionals":[null,4],"text":"é\"\\\n\u0007/😀","zebra":1}"#)
    }

    @Test func indentedTextKeepsFlatArraysOnOneLine() throws {
        let value: JSONValue = .object(["b": .array([.integer(1), .null]), "a": .array([.object([:]), .array([])])])
        #expect(
            try CanonicalJSON.text(value, style: .indented) == """
                {
                  "a": [
                    {},
                    []
                  ],
                  "b": [1,null]
                }
                """)
        #expect(try CanonicalJSON.bytes(value).last == UInt8(ascii: "\n"))
    }

    @Test func numbersSurvive() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CanonicalJSONTests seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let value = Double(bitPattern: random.next())
            let text = try CanonicalJSON.text(value)
            if value.isFinite { #expect(Double(text) == value, "seed \(seed)") } else { #expect(text == "null") }
        }
        #expect(try CanonicalJSON.text([0.1 + 0.2, 1e22, -0.0, 5, -3]) == "[0.30000000000000004,1e+22,0,5,-3]")
        #expect(try CanonicalJSON.text(Float(7)) == "7")
    }

    @Test func anyValueSurvivesReadingAndWriting() throws {
        let text = #"{"a":[1,2.5,-3,1e+22,18446744073709551615,true,null,"x"],"b":{"c":{}}}"#
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(try CanonicalJSON.text(value) == text)
    }

    @Test func keyOrderDoesNotDependOnInsertion() throws {
        let keys = (0..<50).map { "key\($0)" }
        let first = Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) })
        let second = Dictionary(uniqueKeysWithValues: keys.reversed().map { ($0, 1) })
        #expect(try CanonicalJSON.bytes(first) == CanonicalJSON.bytes(second))
    }
}
