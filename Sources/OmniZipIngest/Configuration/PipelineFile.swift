import Yams

/// A pipeline file: YAML with one scalar per parameter of the configuration.
public enum PipelineFile {
    /// Reads a file into a configuration; keys that are absent keep their value in `base`. What several keys say
    /// together is for the caller to validate, after its flags have had their say.
    ///
    /// - Throws: `unreadableFile` if the file cannot be read, has anchors or aliases or is no YAML mapping, `unknownKey` or `invalidValue`
    ///   naming the key, the value and what is allowed.
    public static func load(
        path: String, onto base: IngestConfiguration = IngestConfiguration()
    ) throws(ConfigurationError) -> IngestConfiguration {
        try parse(PipelineText.read(path: path), path: path, onto: base)
    }

    /// Parses the text of a pipeline file; `path` is for messages only.
    public static func parse(
        _ text: String, path: String, onto base: IngestConfiguration = IngestConfiguration()
    ) throws(ConfigurationError) -> IngestConfiguration {
        try PipelineText.requireNoAliases(text, path: path)
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(code: .unreadableFile, subject: path, message: "not YAML: \(error)")
        }
        guard let node else { return base }
        guard let mapping = node.mapping else {
            throw ConfigurationError(
                code: .unreadableFile, subject: path, message: "a pipeline file is a mapping of keys to values")
        }
        var configuration = base
        for (keyNode, valueNode) in mapping {
            try set(keyNode, valueNode, path: path, in: &configuration)
        }
        return configuration
    }

    private static func set(
        _ keyNode: Node, _ valueNode: Node, path: String, in configuration: inout IngestConfiguration
    ) throws(ConfigurationError) {
        let key = keyNode.scalar?.string ?? "?"
        guard let parameter = ConfigurationParameter.named(key) else {
            let names = ConfigurationParameter.all.map(\.key).joined(separator: ", ")
            throw ConfigurationError(
                code: .unknownKey, subject: path, message: "unknown key '\(key)'; allowed: \(names)")
        }
        guard let scalar = valueNode.scalar else {
            throw ConfigurationError(
                code: .invalidValue, subject: key, message: "must be a single value: \(parameter.allowed)")
        }
        try parameter.set(scalar.string, in: &configuration)
    }
}
