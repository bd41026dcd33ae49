/// Where the outputs of a video go in layout `tree`: the input folder mirrored, names extended.
///
/// `talks/a.mp4` gives `talks/a.mp4.safetensors` and `talks/a.mp4.json`. All paths are relative and use `/`. Two videos of
/// different names never share an output; only an output of one may be called like a folder of another, see `rivals`.
public enum OutputNaming {
    /// Names at the root of a dataset that no video may take.
    public static let reservedNames = [
        "manifest.jsonl", "failures.jsonl", "summary.json", "catalog.sqlite", "catalog.sqlite-wal",
        "catalog.sqlite-shm", "catalog.sqlite-journal", "dataset.json",
    ]
    /// File systems allow no longer names.
    public static let maximumNameBytes = 255
    private static let bundleExtension = ".safetensors"
    private static let documentExtension = ".json"

    /// Bundle path of a video.
    public static func bundlePath(of input: String) -> String { input + bundleExtension }

    /// Document path of a video.
    public static func documentPath(of input: String) -> String { input + documentExtension }

    /// Checks that the video called `input`, a path relative to its input folder, can have outputs of its own.
    ///
    /// #### Errors
    /// `naming` if the path is absolute or leaves the folder, if a name is too long, or if an output is taken by a file
    /// of the dataset.
    public static func requireUsable(_ input: String) throws(BundleError) {
        guard isInsideFolder(input) else {
            throw failure(input, "is not a path inside an input folder", remedy: nil)
        }
        let parts = input.utf8.split(separator: UInt8(ascii: "/"))
        guard (parts.last?.count ?? 0) + bundleExtension.utf8.count <= maximumNameBytes else {
            throw failure(input, "the name is too long to be extended by .safetensors", remedy: "shorten the name")
        }
        for name in reservedNames {
            let isFolder = parts.count > 1 && parts[0].elementsEqual(name.utf8)
            guard isFolder || documentPath(of: input).utf8.elementsEqual(name.utf8) else { continue }
            throw taken(input, name, by: "the dataset's own \(name)")
        }
    }

    /// Names of videos whose outputs would be called like a folder of `input`: where one of them is an input too, `input`
    /// must give way.
    public static func rivals(of input: String) -> [String] {
        let bytes = Array(input.utf8)
        return bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "/") }.compactMap { end in
            let folder = bytes[..<end]
            let match = [bundleExtension, documentExtension].first {
                Array(folder.suffix($0.utf8.count)) == Array($0.utf8)
            }
            guard let match else { return nil }
            let stem = folder.dropLast(match.utf8.count)
            return stem.isEmpty || stem.last == UInt8(ascii: "/") ? nil : String(decoding: stem, as: UTF8.self)
        }
    }

    /// The error of a video whose folder is called like the output of `rival`.
    public static func taken(_ input: String, by rival: String) -> BundleError {
        let output = input.hasPrefix(bundlePath(of: rival) + "/") ? bundlePath(of: rival) : documentPath(of: rival)
        return taken(input, output, by: "the output of \(rival)")
    }

    /// Whether `path` is relative and names a file inside the folder it is relative to: no part is empty, `.` or `..`.
    public static func isInsideFolder(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
        }
    }

    private static func taken(_ input: String, _ output: String, by other: String) -> BundleError {
        failure(
            input, "its output \(output) is \(other)",
            remedy: "rename one of them, or use one output folder for each input folder")
    }

    private static func failure(_ input: String, _ cause: String, remedy: String?) -> BundleError {
        BundleError(code: .naming, operation: "name outputs", path: input, cause: cause, remedy: remedy)
    }
}
