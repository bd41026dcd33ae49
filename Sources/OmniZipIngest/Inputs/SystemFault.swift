import Foundation
import OmniZipMedia

/// An error number of the operating system.
struct SystemFault: Error, Equatable {
    let number: Int32

    /// The system's words.
    var cause: String { String(cString: strerror(number)) }

    /// What became of a folder that cannot be listed.
    func listingError(_ path: String) -> MediaError {
        switch number {
        case EACCES, EPERM:
            failure(.permissionDenied, path, nil, "check the permissions of the folder")
        case ENOENT, ENOTDIR: failure(.notFound, path, "it went away while folders were searched", "run again")
        case ENAMETOOLONG:
            failure(.unusableName, path, "its path is too long", "name a folder further down, or shorten the names")
        case ENOMEM: failure(.outOfMemory, path, cause, "free memory and run again")
        default: failure(.inputOutput, path, cause, "run again when the cause is gone")
        }
    }

    private func failure(_ code: MediaError.Code, _ path: String, _ reason: String?, _ remedy: String) -> MediaError {
        let cause = "The folder cannot be listed" + (reason.map { ": \($0)" } ?? "")
        return MediaError(code: code, operation: "list folder", path: path, cause: cause, remedy: remedy)
    }
}
