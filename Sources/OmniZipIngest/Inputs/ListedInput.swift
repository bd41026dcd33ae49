import OmniZipBundle
import OmniZipMedia

/// What a JSON line of a list says. A member that is null counts as absent: tools that export tables write it so.
struct ListedInput {
    /// Names the key, its value and what is allowed.
    struct Failure: Error {
        let message: String
    }

    private static let keys = ["id", "path", "start", "end", "named", "meta"]

    let path: String
    let id: String?
    let part: MediaPart?
    /// False for a file that was found in a folder: it is passed over if it is no media.
    let isNamed: Bool
    let meta: JSONValue?

    init(_ members: [String: JSONValue]) throws(Failure) {
        if let unknown = members.keys.filter({ !Self.keys.contains($0) }).min() {
            let shown = Self.shown(.string(unknown))
            throw Failure(message: "unknown key \(shown); allowed: \(Self.keys.joined(separator: ", "))")
        }
        let present = members.filter { $0.value != .null }
        path = try Self.path(present["path"])
        id = try Self.id(present["id"])
        part = try Self.part(present)
        isNamed = try Self.isNamed(present["named"])
        meta = present["meta"]
    }

    private static func path(_ value: JSONValue?) throws(Failure) -> String {
        let allowed = "the path of a file"
        guard let value else { throw Failure(message: "path is missing; give \(allowed)") }
        guard case .string(let path) = value, !path.isEmpty, !path.utf8.contains(0) else {
            throw failure("path", value, allowed)
        }
        return path
    }

    private static func id(_ value: JSONValue?) throws(Failure) -> String? {
        guard let value else { return nil }
        guard case .string(let id) = value, OutputNaming.isInsideFolder(id) else {
            throw failure("id", value, "a relative path without empty parts, . and ..")
        }
        return id
    }

    private static func isNamed(_ value: JSONValue?) throws(Failure) -> Bool {
        guard let value else { return true }
        guard case .bool(let isNamed) = value else { throw failure("named", value, "true or false") }
        return isNamed
    }

    private static func part(_ members: [String: JSONValue]) throws(Failure) -> MediaPart? {
        let start = try seconds("start", members["start"])
        let end = try seconds("end", members["end"])
        guard start != nil || end != nil else { return nil }
        if let end, let value = members["end"], end <= start ?? 0 {
            throw failure("end", value, "a number of seconds greater than start (\(ListedName.decimal(start ?? 0)))")
        }
        return MediaPart(startSeconds: start, endSeconds: end)
    }

    private static func seconds(_ key: String, _ value: JSONValue?) throws(Failure) -> Double? {
        guard let value else { return nil }
        let number: Double? =
            switch value {
            case .integer(let whole): Double(whole)
            case .unsigned(let whole): Double(whole)
            case .number(let real): real
            default: nil
            }
        guard let number, number.isFinite, number >= 0 else {
            throw failure(key, value, "a number of seconds from 0")
        }
        // -0 becomes 0, which is how it is written in a name.
        return number + 0
    }

    private static func failure(_ key: String, _ value: JSONValue, _ allowed: String) -> Failure {
        Failure(message: "\(key) is \(shown(value)), which is not allowed: \(allowed)")
    }

    /// A value as JSON, cut where it is long.
    static func shown(_ value: JSONValue) -> String {
        let maximum = 80
        let text = (try? CanonicalJSON.text(value)) ?? "no JSON"
        return text.count <= maximum ? text : text.prefix(maximum) + "..."
    }
}
