import Foundation
import OmniZipTestSupport
import Testing

/// Checks values against the part of JSON Schema 2020-12 that schemas/ uses; an unknown keyword is a problem, so that
/// nothing is left unchecked in silence.
struct JSONSchema {
    private let root: [String: Any]

    init(named name: String) throws {
        let url = PackageRoot.url.appendingPathComponent("schemas/\(name).schema.json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        root = try #require(json as? [String: Any])
        #expect(root["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    /// Where `json` breaks the schema.
    func problems(in json: [UInt8]) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
        return check(value, root, "")
    }

    private func check(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        schema.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
            switch keyword {
            case "$schema", "$id", "$defs", "title", "description", "properties": []
            case "$ref": reference(rule).map { check(value, $0, path) } ?? ["\(path): bad reference \(rule)"]
            case "type": checkType(value, rule, path)
            case "const": isEqual(value, rule) ? [] : ["\(path): is not \(rule)"]
            case "enum": (rule as? [Any] ?? []).contains { isEqual(value, $0) } ? [] : ["\(path): \(value) not allowed"]
            case "anyOf":
                (rule as? [[String: Any]] ?? []).contains { check(value, $0, path).isEmpty }
                    ? [] : ["\(path): fits no alternative"]
            case "required", "additionalProperties": checkObject(value, schema, keyword, path)
            case "items", "minItems", "maxItems": checkArray(value, keyword, rule, path)
            case "minimum", "maximum", "exclusiveMinimum": checkNumber(value, keyword, rule, path)
            case "pattern", "minLength": checkString(value, keyword, rule, path)
            default: ["\(path): the keyword \(keyword) is not known to this test"]
            }
        } + checkProperties(value, schema, path)
    }

    private func reference(_ rule: Any) -> [String: Any]? {
        guard let name = (rule as? String)?.split(separator: "/").last else { return nil }
        return (root["$defs"] as? [String: Any])?[String(name)] as? [String: Any]
    }

    private func checkType(_ value: Any, _ rule: Any, _ path: String) -> [String] {
        let allowed = rule as? [String] ?? [rule as? String ?? ""]
        return allowed.contains { hasType(value, $0) } ? [] : ["\(path): is not \(allowed.joined(separator: " or "))"]
    }

    private func hasType(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "null": value is NSNull
        case "boolean": isBoolean(value)
        case "string": value is String
        case "array": value is [Any]
        case "object": value is [String: Any]
        case "number": number(value) != nil
        case "integer": number(value).map { $0 == $0.rounded() } ?? false
        default: false
        }
    }

    private func isBoolean(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return value is Bool }
        return String(cString: number.objCType) == "c"
    }

    private func number(_ value: Any) -> Double? { isBoolean(value) ? nil : (value as? NSNumber)?.doubleValue }

    private func isEqual(_ value: Any, _ other: Any) -> Bool {
        if let text = value as? String { return text == other as? String }
        return number(value) != nil && number(value) == number(other)
    }

    private func checkProperties(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        guard let object = value as? [String: Any], let rules = schema["properties"] as? [String: [String: Any]] else {
            return []
        }
        return rules.sorted { $0.key < $1.key }.flatMap { key, rule in
            object[key].map { check($0, rule, "\(path).\(key)") } ?? []
        }
    }

    private func checkObject(_ value: Any, _ schema: [String: Any], _ keyword: String, _ path: String) -> [String] {
        guard let object = value as? [String: Any] else { return [] }
        if keyword == "required" {
            return (schema[keyword] as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): lacks \($0)" }
        }
        let known = schema["properties"] as? [String: Any] ?? [:]
        let others = object.keys.filter { known[$0] == nil }.sorted()
        if let rule = schema[keyword] as? [String: Any] {
            return others.flatMap { check(object[$0] as Any, rule, "\(path).\($0)") }
        }
        return others.map { "\(path): has the unknown member \($0)" }
    }

    private func checkArray(_ value: Any, _ keyword: String, _ rule: Any, _ path: String) -> [String] {
        guard let array = value as? [Any] else { return [] }
        switch keyword {
        case "minItems": return array.count >= rule as? Int ?? 0 ? [] : ["\(path): too few elements"]
        case "maxItems": return array.count <= rule as? Int ?? 0 ? [] : ["\(path): too many elements"]
        default:
            let item = rule as? [String: Any] ?? [:]
            return array.enumerated().flatMap { check($1, item, "\(path)[\($0)]") }
        }
    }

    private func checkNumber(_ value: Any, _ keyword: String, _ rule: Any, _ path: String) -> [String] {
        guard let value = number(value), let bound = number(rule) else { return [] }
        let isSound =
            switch keyword {
            case "minimum": value >= bound
            case "maximum": value <= bound
            default: value > bound
            }
        return isSound ? [] : ["\(path): \(value) breaks \(keyword) \(bound)"]
    }

    private func checkString(_ value: Any, _ keyword: String, _ rule: Any, _ path: String) -> [String] {
        guard let text = value as? String else { return [] }
        if keyword == "minLength" { return text.count >= rule as? Int ?? 0 ? [] : ["\(path): is too short"] }
        let fits = text.range(of: rule as? String ?? "", options: .regularExpression) != nil
        return fits ? [] : ["\(path): \(text) does not match \(rule)"]
    }
}
