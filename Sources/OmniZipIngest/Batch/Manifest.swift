import Foundation
import OmniZipBundle

/// The list of finished videos of a dataset.
public enum Manifest {
    /// Name of the file in the dataset's folder.
    public static let fileName = "manifest.jsonl"

    /// Reads the manifest of the dataset in `folder`.
    ///
    /// - Throws: `BundleError` naming the file, and the line that cannot be read.
    public static func read(folder: URL) throws(BundleError) -> [ManifestLine] {
        let path = folder.appending(path: fileName).path
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw BundleError(
                code: .invalid, operation: "read manifest", path: path, cause: "the file cannot be read",
                remedy: "name a folder that omnizip run wrote")
        }
        let decoder = JSONDecoder()
        var lines: [ManifestLine] = []
        for (number, text) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                lines.append(try decoder.decode(ManifestLine.self, from: text))
            } catch {
                throw BundleError(
                    code: .malformed, operation: "read manifest", path: path,
                    cause: "line \(number + 1) is no manifest line", remedy: "run omnizip again on the same inputs")
            }
        }
        return lines
    }
}
