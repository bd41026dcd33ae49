import OmniZipBundle

extension IngestConfiguration {
    /// Every parameter by its name in pipeline files, as JSON values; `method`, `seed` and `guidance` only where they are
    /// not at their defaults.
    public var jsonValue: JSONValue {
        var members: [String: JSONValue] = [:]
        let defaults = IngestConfiguration()
        for parameter in ConfigurationParameter.all {
            let text = parameter.value(in: self)
            if parameter.isToldOnlyIfSet, text == parameter.value(in: defaults) { continue }
            members[parameter.key] = parameter.isSwitch ? .bool(text == "true") : Self.typed(text)
        }
        return .object(members)
    }

    /// The bytes whose SHA-256 identifies a configuration: every parameter, the program's version and
    /// the digest of a given saliency, sorted by name.
    func canonicalBytes() throws(BundleError) -> [UInt8] {
        guard case .object(var members) = jsonValue else { return [] }
        members["generator_version"] = .string(ProgramVersion.current)
        if let saliency { members["saliency_sha256"] = .string(saliency.sha256) }
        return try CanonicalJSON.bytes(JSONValue.object(members))
    }

    /// Whole numbers become integers, as reading the JSON back makes them.
    private static func typed(_ text: String) -> JSONValue {
        if let number = Double(text) {
            return Int64(exactly: number).map { .integer($0) } ?? .number(number)
        }
        return text == "none" ? .null : .string(text)
    }
}
