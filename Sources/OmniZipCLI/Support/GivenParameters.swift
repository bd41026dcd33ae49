import ArgumentParser
import OmniZipIngest

/// Parameters given as flags.
enum GivenParameters {
    /// Names of the parameter table with the text of their flags.
    typealias List = [(key: String, value: String?)]

    /// Sets the given ones.
    static func apply(_ list: List, to configuration: inout IngestConfiguration) throws(ConfigurationError) {
        for (key, value) in list {
            guard let value, let parameter = ConfigurationParameter.named(key) else { continue }
            try parameter.set(value, in: &configuration)
        }
    }
}

/// Help of a flag from the parameter table.
enum ParameterHelp {
    /// Help, allowed values and default.
    static func text(_ key: String) -> ArgumentHelp {
        guard let parameter = ConfigurationParameter.named(key) else { return "" }
        let initial = parameter.value(in: IngestConfiguration())
        return ArgumentHelp("\(parameter.help) (\(parameter.allowed); default: \(initial))", valueName: "value")
    }
}
