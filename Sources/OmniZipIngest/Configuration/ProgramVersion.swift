/// The version of the program and its libraries; part of every bundle.
public enum ProgramVersion {
    /// Semantic version.
    public static let current = "0.1.0"
    /// Name that bundles carry as their generator.
    public static let generator = "omnizip"
}
