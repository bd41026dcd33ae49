import Foundation
import OmniZipBundle

/// The folder that a run writes to.
enum OutputFolder {
    /// Creates the folder and proves, before any work, that files can be written to it.
    ///
    /// - Throws: `unwritableOutput` naming the folder and the system's reason; the `BundleError` itself where the fault
    ///   may pass, such as a full disk.
    static func prepare(_ path: String) throws {
        do {
            try AtomicFile.createFolder(path)
            let probe = path + "/.omnizip-write-test-\(ProcessInfo.processInfo.processIdentifier)"
            try AtomicFile.write([], to: probe)
            try FileManager.default.removeItem(atPath: probe)
        } catch let error as BundleError where error.isTransient {
            throw error
        } catch {
            throw ConfigurationError(
                code: .unwritableOutput, subject: path,
                message: "the output folder cannot be written: \((error as? BundleError)?.cause ?? "\(error)"); "
                    + "choose another folder with --output or change its permissions")
        }
    }
}
