import Foundation

/// A new, empty folder that is removed with everything in it when the last reference goes.
///
/// Keep the object, not only a path out of it, for as long as the files are used.
public final class TemporaryFolder: Sendable {
    /// The folder.
    public let url: URL
    /// The folder's path.
    public var path: String { url.path }

    /// - Parameter prefix: the start of the folder's name, for a person who looks into the temporary folder.
    public init(prefix: String = "test") throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("omnizip-\(prefix)-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        makeWritable()
        try? FileManager.default.removeItem(at: url)
    }

    /// A file or folder inside; it need not exist.
    public func url(_ name: String) -> URL {
        url.appendingPathComponent(name)
    }

    /// The path of a file or folder inside; it need not exist.
    public func path(_ name: String) -> String {
        url(name).path
    }

    /// Writes a file, making the folders above it.
    @discardableResult
    public func write(_ contents: Data, to name: String) throws -> URL {
        let file = url(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: file)
        return file
    }

    /// Writes a text file, making the folders above it.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> URL {
        try write(Data(text.utf8), to: name)
    }

    /// Every file inside, as sorted relative paths; folders are not listed.
    public func files() -> [String] {
        let all = FileManager.default.subpaths(atPath: path) ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// A test may have taken the right to write from folders; without it their contents cannot be removed.
    private func makeWritable() {
        for name in FileManager.default.subpaths(atPath: path) ?? [] {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder), isFolder.boolValue {
                try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
            }
        }
    }
}
