import Foundation
import OmniZipBundle

/// The folder that a run writes to.
enum OutputFolder {
    /// Creates the folder and proves, before any work, that files can be written to it.
    ///
    /// - Throws: `OutputFault` where the fault may pass or be mended, such as a full disk or missing permissions;
    ///   `unwritableOutput` naming the folder and the system's reason where it cannot be a folder.
    static func prepare(_ path: String) throws {
        do {
            try AtomicFile.createFolder(path)
            let probe = path + "/" + probeName()
            try AtomicFile.write([], to: probe)
            try FileManager.default.removeItem(atPath: probe)
        } catch let error as BundleError where error.isTransient || isMendable(error) {
            throw OutputFault(error)
        } catch {
            throw ConfigurationError(
                code: .unwritableOutput, subject: path,
                message: "the output folder cannot be written: \((error as? BundleError)?.cause ?? "\(error)"); "
                    + "choose another folder with --output or change its permissions")
        }
    }

    /// Whether a modest file can still be written to the folder.
    static func takesFiles(_ path: String) -> Bool {
        let probe = path + "/" + probeName()
        defer { try? FileManager.default.removeItem(atPath: probe) }
        do {
            try AtomicFile.write([UInt8](repeating: 0, count: 1 << 16), to: probe)
            return true
        } catch {
            return false
        }
    }

    /// Processes of different containers may have the same number.
    private static func probeName() -> String {
        ".omnizip-write-test-" + String(UInt64.random(in: .min ... .max), radix: 16)
    }

    private static func isMendable(_ error: BundleError) -> Bool {
        [EACCES, EPERM, EROFS].contains(error.systemError ?? 0)
    }

    /// Refuses an output folder that is itself an input: outputs would lie among the user's own files and share their
    /// names.
    ///
    /// - Throws: `unwritableOutput` naming the folder.
    static func requireApart(_ path: String, from inputs: [String]) throws(ConfigurationError) {
        func canonical(_ path: String) -> String {
            URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
        }
        guard inputs.contains(where: { canonical($0) == canonical(path) }) else { return }
        throw ConfigurationError(
            code: .unwritableOutput, subject: path,
            message: "the output folder is also an input; choose another folder, inside the input if you like")
    }

    /// Refuses to replace files that this program did not write.
    ///
    /// - Throws: `BundleError` naming the file.
    static func requireOurs(bundlePath: String, documentPath: String, in folder: String) throws(BundleError) {
        let document = folder + "/" + documentPath
        if FileManager.default.fileExists(atPath: document) {
            guard (try? BundleDocument(path: document)) != nil else { throw foreign(document) }
            // Our document stands for its bundle, which may be damaged.
            return
        }
        let bundle = folder + "/" + bundlePath
        if FileManager.default.fileExists(atPath: bundle),
            (try? SafetensorsReader(path: bundle))?.header.metadata["schema"] != BundleMetadata.schema
        {
            throw foreign(bundle)
        }
    }

    private static func foreign(_ path: String) -> BundleError {
        BundleError(
            code: .naming, operation: "write", path: path,
            cause: "a file of this name exists that omnizip did not write",
            remedy: "choose another output folder or move the file away")
    }
}
