/// Where the outputs of a video go in layout `tree`: the input folder mirrored, names extended.
///
/// `talks/a.mp4` gives `talks/a.mp4.safetensors` and `talks/a.mp4.json`. All paths are relative and use `/`.
public struct OutputNaming: Sendable {
    /// Names at the root of a dataset that no video may take.
    public static let reservedNames = [
        "manifest.jsonl", "failures.jsonl", "summary.json", "catalog.sqlite", "catalog.sqlite-wal",
        "catalog.sqlite-shm", "dataset.json",
    ]
    /// File systems allow no longer names.
    public static let maximumNameBytes = 255

    /// Claimed output files and their folders, by UTF-8: names that differ in bytes are different files.
    private var files: [[UInt8]: String] = [:]
    private var folders: [[UInt8]: String] = [:]

    /// No video yet.
    public init() {
        for name in Self.reservedNames { files[Array(name.utf8)] = "the dataset's own \(name)" }
    }

    /// Bundle path of a video.
    public static func bundlePath(of input: String) -> String { input + ".safetensors" }

    /// Document path of a video.
    public static func documentPath(of input: String) -> String { input + ".json" }

    /// Claims the outputs of the video at `input`, a path relative to its input folder.
    ///
    /// #### Errors
    /// `naming` if the path is absolute or leaves the folder, if a name is too long, or if an output is taken by
    /// another video or by a file of the dataset; both are named.
    public mutating func claim(_ input: String) throws(BundleError) {
        try Self.check(input)
        let outputs = [Self.bundlePath(of: input), Self.documentPath(of: input)].map { Array($0.utf8) }
        let parents = Self.parents(of: Array(input.utf8))
        for output in outputs {
            if let other = files[output] ?? folders[output] { throw Self.taken(input, output, by: other) }
        }
        for parent in parents {
            if let other = files[parent] { throw Self.taken(input, parent, by: other) }
        }
        for output in outputs { files[output] = "the output of \(input)" }
        for parent in parents where folders[parent] == nil { folders[parent] = "the folder of \(input)" }
    }

    /// Whether `path` is relative and names a file inside the folder it is relative to: no part is empty, `.` or `..`.
    public static func isInsideFolder(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
        }
    }

    private static func check(_ input: String) throws(BundleError) {
        guard isInsideFolder(input) else {
            throw failure(input, "is not a path inside an input folder", remedy: nil)
        }
        let name = input.utf8.split(separator: UInt8(ascii: "/")).last
        guard (name?.count ?? 0) + ".safetensors".utf8.count <= maximumNameBytes else {
            throw failure(input, "the name is too long to be extended by .safetensors", remedy: "shorten the name")
        }
    }

    private static func parents(of path: [UInt8]) -> [[UInt8]] {
        path.indices.filter { path[$0] == UInt8(ascii: "/") }.map { Array(path[..<$0]) }
    }

    private static func taken(_ input: String, _ output: [UInt8], by other: String) -> BundleError {
        failure(
            input, "its output \(String(decoding: output, as: UTF8.self)) is \(other)",
            remedy: "rename one of them, or use one output folder for each input folder")
    }

    private static func failure(_ input: String, _ cause: String, remedy: String?) -> BundleError {
        BundleError(code: .naming, operation: "name outputs", path: input, cause: cause, remedy: remedy)
    }
}
