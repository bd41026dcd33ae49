/// Profiles by name.
public enum ProfileRegistry {
    private static let profiles: [any ModelProfile] = [Qwen25OmniProfile(), Qwen3OmniProfile()]

    /// Names of all profiles, the default first.
    public static let names = profiles.map(\.name)

    /// The profile called `name`.
    public static func profile(named name: String) throws(ProfileError) -> any ModelProfile {
        guard let profile = profiles.first(where: { $0.name == name }) else {
            throw ProfileError(
                code: .unknownProfile, operation: "choose profile", cause: "there is no profile \"\(name)\"",
                remedy: "use one of: \(names.joined(separator: ", "))")
        }
        return profile
    }
}
