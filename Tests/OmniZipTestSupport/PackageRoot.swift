import Foundation

/// Where the package lies on disk: tests find samples, schemas and the built program from it.
public enum PackageRoot {
    /// The folder of Package.swift.
    public static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
