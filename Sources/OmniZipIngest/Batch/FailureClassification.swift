import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipMedia

extension FailureLine {
    /// The failure of the input `path`, with its class, code, sentence and remedy taken from the error.
    public init(path: String, error: StagedError, attempts: Int = 1) {
        self.init(path: path, stage: error.stage.rawValue, underlying: error.underlying, attempts: attempts)
    }

    /// The failure of the file of embeddings `path`.
    public init(path: String, error: EmbeddingsFailure) {
        self.init(path: path, stage: error.stage.rawValue, underlying: error.underlying, attempts: 1)
    }

    private init(path: String, stage: String, underlying: any Error, attempts: Int) {
        let facts = FailureFacts(underlying, input: path)
        self.init(
            path: path, failureClass: facts.isTransient ? .transient : .permanent, stage: stage, code: facts.code,
            message: facts.message, hint: facts.hint, attempts: attempts)
    }
}

/// What the modules' errors have in common.
private struct FailureFacts {
    let code: String
    let message: String
    let hint: String?
    let isTransient: Bool

    init(_ error: any Error, input: String) {
        switch error {
        case let error as MediaError:
            self.init(error.code.rawValue, error.operation, error.cause, error.remedy, error.isTransient)
        case let error as FFmpegError:
            let media = MediaError(error, path: error.path ?? "")
            self.init(media.code.rawValue, media.operation, media.cause, media.remedy, media.isTransient)
        case let error as BundleError:
            // The output at fault by its name alone: folders differ from machine to machine.
            let name = error.path.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
            let isInput = name.isEmpty || name == URL(fileURLWithPath: input).lastPathComponent
            let operation = isInput ? error.operation : "\(error.operation) \(name)"
            self.init(error.code.rawValue, operation, error.cause, error.remedy, error.isTransient)
        case let error as CompressionError:
            self.init(error.code.rawValue, error.operation, error.cause, error.remedy, false)
        case let error as ProfileError:
            self.init(error.code.rawValue, error.operation, error.cause, error.remedy, false)
        case let error as EncoderError:
            self.init(error.code.rawValue, error.operation, error.cause, error.remedy, false)
        default:
            self.init("unexpected", "ingest", String(describing: error), nil, true)
        }
    }

    private init(_ code: String, _ operation: String, _ cause: String, _ hint: String?, _ isTransient: Bool) {
        self.code = ReportedCode.text(code)
        message = "\(operation): \(cause)"
        self.hint = hint
        self.isTransient = isTransient
    }
}
