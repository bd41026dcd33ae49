import Yams

/// A pipeline file: YAML with one scalar per parameter of the configuration, and `layout`.
public enum PipelineFile {
    /// The key of `Pipeline.layout`.
    static let layoutKey = "layout"

    /// Reads a file; keys that are absent keep their value in `base`. What several keys say
    /// together is for the caller to validate, after its flags have had their say.
    ///
    /// - Throws: `unreadableFile` if the file cannot be read, has anchors or aliases or is no YAML mapping, `unknownKey` or `invalidValue`
    ///   naming the key, the value and what is allowed.
    public static func load(
        path: String, onto base: Pipeline = Pipeline()
    ) throws(ConfigurationError) -> Pipeline {
        try parse(PipelineText.read(path: path), path: path, onto: base)
    }

    /// Parses the text of a pipeline file; `path` is for messages only.
    public static func parse(
        _ text: String, path: String, onto base: Pipeline = Pipeline()
    ) throws(ConfigurationError) -> Pipeline {
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
        var pipeline = base
        for (keyNode, valueNode) in mapping {
            try set(keyNode, valueNode, path: path, in: &pipeline)
        }
        return pipeline
    }

    private static func set(
        _ keyNode: Node, _ valueNode: Node, path: String, in pipeline: inout Pipeline
    ) throws(ConfigurationError) {
        let key = keyNode.scalar?.string ?? "?"
        let parameter = ConfigurationParameter.named(key)
        guard parameter != nil || key == layoutKey else {
            let names = (ConfigurationParameter.all.map(\.key) + [layoutKey]).joined(separator: ", ")
            throw ConfigurationError(
                code: .unknownKey, subject: path, message: "unknown key '\(key)'; allowed: \(names)")
        }
        let allowed = parameter?.allowed ?? LayoutName.allCases.map(\.rawValue).joined(separator: ", ")
        guard let scalar = valueNode.scalar else {
            throw ConfigurationError(
                code: .invalidValue, subject: key, message: "must be a single value: \(allowed)")
        }
        if let parameter { return try parameter.set(scalar.string, in: &pipeline.configuration) }
        guard let layout = LayoutName(rawValue: scalar.string) else {
            throw ConfigurationError(
                code: .invalidValue, subject: key, message: "'\(scalar.string)' is not allowed: \(allowed)")
        }
        pipeline.layout = layout
    }
}
