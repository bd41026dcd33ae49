import OmniZipFFmpeg
import OmniZipIngest

/// The hidden flag `--cpu-features`: for the proof that bundles do not depend on the processor.
enum CPUFeatureOption {
    /// Lets FFmpeg use only these features; nil leaves it alone.
    static func force(_ name: String?) throws(ConfigurationError) {
        guard let name else { return }
        guard let features = CPUFeatures(rawValue: name) else {
            throw ConfigurationError(
                code: .invalidValue, subject: "cpu-features",
                message: "'\(name)' is not allowed: " + CPUFeatures.allCases.map(\.rawValue).joined(separator: ", "))
        }
        features.force()
    }
}
