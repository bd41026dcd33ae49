import ArgumentParser
import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipIngest
import OmniZipMedia

/// Turns an error that ends a command into a line on standard error and an exit code.
enum CommandFailure {
    /// Runs the body of a command. Errors are printed once, as `omnizip: PATH: what went wrong (remedy)`.
    static func reported(_ body: () async throws -> Void) async throws {
        // A reader that has gone is an error of the write, not the end of the program: lists are still written.
        signal(SIGPIPE, SIG_IGN)
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch let error as OutputError where error.number == EPIPE {
            throw ProgramExit.interrupted(bySignal: SIGPIPE)
        } catch let error as OutputError {
            Terminal.printMessage("omnizip: standard output: \(String(cString: strerror(error.number)))")
            throw ProgramExit.transientFault
        } catch {
            Terminal.printMessage("omnizip: \(error)")
            throw exitCode(for: error)
        }
    }

    /// 64 for a configuration, 75 for what may pass, 65 for data that cannot be used.
    static func exitCode(for error: any Error) -> ExitCode {
        switch error {
        case is ConfigurationError: ProgramExit.usage
        case is WorkerError, is OutputFault: ProgramExit.transientFault
        case let error as CatalogError: error.isTransient ? ProgramExit.transientFault : ProgramExit.usage
        case let error as MediaError where error.isTransient: ProgramExit.transientFault
        case let error as BundleError where error.isTransient: ProgramExit.transientFault
        case let error as CompressionError where error.code == .parameterOutOfRange: ProgramExit.usage
        default: ProgramExit.unusableInput
        }
    }
}
