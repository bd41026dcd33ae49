/// How much of a clip's audio is used, from its start.
public enum AudioLimit: Sendable, Hashable, Codable {
    /// What the profile's processor hears.
    case profile
    /// All of it.
    case all
    /// So many seconds.
    case seconds(Double)

    /// The limit in seconds; nil: none, or none that is known before the profile is.
    var seconds: Double? {
        if case .seconds(let seconds) = self { seconds } else { nil }
    }

    /// Its form in pipeline files: profile, none or a number.
    var text: String {
        switch self {
        case .profile: "profile"
        case .all: "none"
        case .seconds(let seconds): String(seconds)
        }
    }

    /// Reads that form; nil for anything else.
    init?(text: String) {
        switch text {
        case "profile": self = .profile
        case "none": self = .all
        default:
            guard let value = Double(text), (0.1...1_000_000).contains(value) else { return nil }
            self = .seconds(value)
        }
    }
}
