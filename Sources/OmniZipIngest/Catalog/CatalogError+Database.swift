import Foundation
internal import GRDB

extension CatalogError {
    /// The error that SQLite reports as `error`; `path` nil for a temporary catalog.
    init(_ error: DatabaseError, operation: String, path: String?) {
        let cause = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(code: .damaged, operation: operation, path: path, cause: cause)
        case .SQLITE_FULL: self.init(code: .diskFull, operation: operation, path: path, cause: cause)
        case .SQLITE_IOERR: self.init(code: .inputOutput, operation: operation, path: path, cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(code: .busy, operation: operation, path: path, cause: cause)
        case .SQLITE_NOMEM: self.init(code: .exhausted, operation: operation, path: path, cause: cause)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(code: .notPermitted, operation: operation, path: path, cause: cause)
        case .SQLITE_CANTOPEN: self.init(unopenable: path, operation: operation, cause: cause)
        default: self.init(code: .database, operation: operation, path: path, cause: cause)
        }
    }

    /// SQLite does not say why it cannot open a file: opening it once more does.
    private init(unopenable path: String?, operation: String, cause: String) {
        let descriptor = path.map { open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) } ?? -1
        let number = errno
        guard path != nil, descriptor < 0 else {
            if descriptor >= 0 { _ = close(descriptor) }
            self.init(code: .inputOutput, operation: operation, path: path, cause: cause)
            return
        }
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EMFILE, ENFILE, ENOMEM: .exhausted
            case ENOSPC, EDQUOT: .diskFull
            case EIO, ESTALE, ETIMEDOUT: .inputOutput
            default: .notPermitted
            }
        self.init(code: code, operation: operation, path: path, cause: String(cString: strerror(number)))
    }

    /// Runs `body`, turning SQLite's errors into this type's; other errors pass.
    static func wrapping<Result>(_ operation: String, path: String?, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw CatalogError(error, operation: operation, path: path)
        } catch let error as RowDecodingError {
            throw CatalogError(code: .damaged, operation: operation, path: path, cause: error.description)
        }
    }
}
